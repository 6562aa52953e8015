import { expect, test } from 'vitest';
import { kernelPlaces, prefixesFor } from './kernel-layout.ts';

const prepared = ['.config', 'Makefile', 'include/generated/utsrelease.h', 'include/generated/autoconf.h'];
const bare = ['.config', 'include/generated/utsrelease.h', 'include/generated/autoconf.h'];
const source = ['Kconfig', 'Makefile', 'init/main.c'];
const below = (folder: string, files: readonly string[]) => files.map((file) => `${folder}/${file}`);
const bitbakeGcc =
  'work/m-poky-linux/linux-yocto/6.6/recipe-sysroot-native/usr/bin/aarch64-poky-linux/aarch64-poky-linux-gcc';

test.each<[string, string[], unknown]>([
  [
    'a PetaLinux project whose recipes were removed after their work',
    [
      'project-spec/configs/config',
      ...below('build/tmp/work-shared/zynqmp-generic/kernel-build-artifacts', bare),
      ...below('build/tmp/work-shared/zynqmp-generic/kernel-source', source),
      'build/tmp/sysroots-components/x86_64/gcc-cross-aarch64/usr/bin/aarch64-xilinx-linux/aarch64-xilinx-linux-gcc',
    ],
    [
      {
        about: 'PetaLinux project',
        build: 'build/tmp/work-shared/zynqmp-generic/kernel-build-artifacts',
        source: 'build/tmp/work-shared/zynqmp-generic/kernel-source',
        prefixes: [
          'build/tmp/sysroots-components/x86_64/gcc-cross-aarch64/usr/bin/aarch64-xilinx-linux/aarch64-xilinx-linux-',
        ],
        prepare: 'petalinux-build -c kernel, then petalinux-build -c make-mod-scripts',
      },
    ],
  ],
  [
    'a PetaLinux project with an SDK alone',
    [
      'project-spec/configs/config',
      ...below('images/linux/sdk/sysroots/cortexa72-xilinx-linux/usr/src/kernel', prepared),
      'images/linux/sdk/sysroots/x86_64-petalinux-linux/usr/bin/aarch64-xilinx-linux/aarch64-xilinx-linux-gcc',
    ],
    [
      {
        about: 'SDK of a PetaLinux project',
        build: 'images/linux/sdk/sysroots/cortexa72-xilinx-linux/usr/src/kernel',
        prefixes: [
          'images/linux/sdk/sysroots/x86_64-petalinux-linux/usr/bin/aarch64-xilinx-linux/aarch64-xilinx-linux-',
        ],
        prepare: expect.stringContaining('environment-setup'),
      },
    ],
  ],
  [
    'a Yocto build folder: the shared folders before the recipe’s own',
    [
      ...below('tmp/work/m-poky-linux/linux-yocto/6.6/linux-m-standard-build', prepared),
      ...below('tmp/work-shared/m/kernel-build-artifacts', prepared),
      ...below('tmp/work-shared/m/kernel-source', source),
      `tmp/${bitbakeGcc}`,
    ],
    [
      { about: 'Yocto build folder', build: 'tmp/work-shared/m/kernel-build-artifacts' },
      { about: 'Yocto build folder', build: 'tmp/work/m-poky-linux/linux-yocto/6.6/linux-m-standard-build' },
    ].map((place) => ({
      ...place,
      prefixes: [`tmp/${bitbakeGcc.slice(0, -3)}`],
      prepare: 'bitbake virtual/kernel, then bitbake make-mod-scripts',
    })),
  ],
  [
    'the kernel-build-artifacts themselves',
    [...bare, '../kernel-source/Makefile', `../../../${bitbakeGcc}`],
    [
      {
        about: 'kernel-build-artifacts of Yocto',
        build: '.',
        source: '../kernel-source',
        prefixes: [`../../../${bitbakeGcc.slice(0, -3)}`],
        prepare: 'bitbake virtual/kernel, then bitbake make-mod-scripts',
      },
    ],
  ],
  [
    'a Buildroot folder, with the headers of its C library beside the kernel',
    [
      ...below('output/build/linux-6.6.1', [...prepared, ...source]),
      ...below('output/build/linux-headers-6.6.1', source),
      'output/host/bin/aarch64-buildroot-linux-gnu-gcc',
      'output/host/bin/aarch64-linux-gcc',
    ],
    [
      {
        about: 'Buildroot',
        build: 'output/build/linux-6.6.1',
        prefixes: ['output/host/bin/aarch64-buildroot-linux-gnu-', 'output/host/bin/aarch64-linux-'],
        prepare: 'make linux in the Buildroot folder',
      },
      expect.objectContaining({ build: 'output/build/linux-headers-6.6.1' }),
    ],
  ],
  [
    'the kernel of a Buildroot output',
    [...prepared, ...source, '../../host/bin/arm-buildroot-linux-gnueabihf-gcc'],
    [
      {
        about: 'kernel of a Buildroot output',
        build: '.',
        prefixes: ['../../host/bin/arm-buildroot-linux-gnueabihf-'],
        prepare: expect.stringContaining('modules_prepare'),
      },
    ],
  ],
  [
    'packages that were unpacked',
    [...below('usr/src/linux-headers-6.1.0-56-arm64', prepared), 'usr/src/linux-headers-6.1.0-56-common/Makefile'],
    [
      {
        about: 'root file system or unpacked packages',
        build: 'usr/src/linux-headers-6.1.0-56-arm64',
        prefixes: [],
        prepare: expect.stringContaining('headers package'),
      },
    ],
  ],
  [
    'a vendor’s source that was built in a folder of its own',
    [...source, ...below('out', [...prepared, 'source'])],
    [
      {
        about: 'kernel with a build folder of its own',
        build: 'out',
        prefixes: [],
        prepare: expect.stringContaining('modules_prepare'),
      },
      {
        about: 'kernel source, built in place',
        build: '.',
        prefixes: [],
        prepare: expect.stringContaining('modules_prepare'),
      },
    ],
  ],
  [
    'such a build folder',
    [...prepared, 'source'],
    [expect.objectContaining({ about: 'build folder of a kernel (O=)' })],
  ],
  ['a headers package', prepared, [expect.objectContaining({ about: 'kernel headers', build: '.' })]],
  ['U-Boot, which has the kernel’s makefiles', [...prepared, 'Kconfig', 'include/config/uboot.release'], []],
  ['busybox, or any other', ['.config', 'Makefile', 'include/autoconf.h'], []],
  ['nothing', [], []],
])('%s', (_name, paths, wanted) => {
  expect(kernelPlaces(paths)).toEqual(wanted);
});

test('compilers of a tree are told by their tuple', () => {
  const all = [
    '/sdk/aarch64-poky-linux-',
    '/sdk/x86_64-pokysdk-linux-',
    '/sdk/arm-linux-',
    '/sdk/aarch64_be-linux-',
    '/sdk/',
  ];
  expect([prefixesFor(all, 'arm64'), prefixesFor(all, 'arm'), prefixesFor(all, undefined)]).toEqual([
    ['/sdk/aarch64-poky-linux-', '/sdk/aarch64_be-linux-'],
    ['/sdk/arm-linux-'],
    ['/sdk/'],
  ]);
});
