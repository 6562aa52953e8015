/** dkms.conf (dkms(8)) for a folder with the driver's source. */

/** What the workstation has as source. */
export interface SourceFacts {
  /** As DKMS is told it. */
  readonly version: string;
  /** Paths below the folder. */
  readonly files: readonly string[];
}

/** Two sources never have one version, whatever they call themselves; DKMS takes any text for one. */
export function dkmsVersionOf(sourceSha256: string): string {
  return `studio-${sourceSha256.slice(0, 12)}`;
}

/** kbuild by the kernel's own rules, whatever the folder's Makefile can do besides. */
export function dkmsConf(version: string): string {
  return `# Written by uiomem studio: the uiomem driver for this kernel and for each that comes.
# Removed by: uiomem-studio persist remove
PACKAGE_NAME="uiomem"
PACKAGE_VERSION="${version}"
BUILT_MODULE_NAME[0]="uiomem"
DEST_MODULE_LOCATION[0]="/updates/dkms"
MAKE[0]="make -C $kernel_source_dir M=$dkms_tree/uiomem/${version}/build CONFIG_UIOMEM=m modules"
CLEAN="make -C $kernel_source_dir M=$dkms_tree/uiomem/${version}/build clean"
AUTOINSTALL="yes"
`;
}
