/** Files of the scripted host's machine, by their path; tests put some there, and change them. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { HostContract } from '../../contract.ts';
import { brokenFile, brokenText } from './module-sample.ts';

const home = '/home/grace';

export const overlayPath = `${home}/overlays/bram.dtso`;

const overlay = `/dts-v1/;
/plugin/;

/* Two banks of the block RAM, for two accelerators. */
&{/} {
	bram0: uiomem@a0000000 {
		compatible = "ikwzm,uiomem";
		device-name = "bram0";
		reg = <0x0 0xa0000000 0x0 0x40000>;
		minor-number = <0>;
		sync-mode = <1>; // non-cached
	};
};

&amba_pl {
	status = "okay";
	mac-address = [00 0a 35 00 22 01];
};
`;

export const banksPath = `${home}/overlays/banks.dtso`;

/** A device and a reservation, as a form shows them. */
const banks = `/dts-v1/;
/plugin/;

/* Two banks of the block RAM. */
&{/} {
	bram0: uiomem@a0000000 {
		compatible = "ikwzm,uiomem";
		device-name = "bram0";
		reg = <0x0 0xa0000000 0x0 0x40000>; /* the first */
		minor-number = <4>;
		sync-mode = <1>; // non-cached
	};
};

&{/reserved-memory} {
	own: own@78000000 {
		reg = <0x0 0x78000000 0x0 0x100000>;
	};
};
`;

const planText = 'version: 1\nmodule:\n  from: loaded\nregions: []\n';

export function textHandlers(files: Map<string, string>): Partial<Handlers<HostContract>> {
  const plan = (path: string) => (/gone|old/.test(path) ? undefined : planText);
  const whole = (path: string) => path.replace(/^~/, home);
  const textAt = (kind: string, path: string) => files.get(path) ?? (kind === 'plan' ? plan(path) : undefined);
  return {
    'text.open': async ({ kind, path: written }) => {
      const path = whole(written);
      const text = textAt(kind, path);
      if (text === undefined) {
        throw problem(`${kind}.file-missing`, `There is no file ${path}.`, { hint: 'Check the path.' });
      }
      const slash = path.lastIndexOf('/');
      return { path, name: path.slice(slash + 1), folder: path.slice(0, slash), text, digest: await digestOf(text) };
    },
    'text.save': async ({ kind, path, text, was }) => {
      const there = textAt(kind, path);
      const digest = there === undefined ? undefined : await digestOf(there);
      if (digest !== was) throw changed(kind, path, digest);
      files.set(path, text);
      return { path, digest: await digestOf(text) };
    },
    'text.saveAll': async ({ kind, files: all }) => {
      for (const { path, was } of all) {
        const there = textAt(kind, path);
        const digest = there === undefined ? undefined : await digestOf(there);
        if (digest !== was) throw changed(kind, path, digest);
      }
      for (const { path, text } of all) files.set(path, text);
      return { files: await Promise.all(all.map(async ({ path, text }) => ({ path, digest: await digestOf(text) }))) };
    },
    'text.bytes': async ({ path }) => {
      const text = files.get(path);
      if (text === undefined)
        throw problem('bytes.file-missing', `There is no file ${path}.`, { hint: 'Check the path.' });
      return { output: { path }, bytes: new TextEncoder().encode(text) };
    },
  };
}

function changed(kind: string, path: string, digest: string | undefined) {
  return problem(`${kind}.changed-on-disk`, `${path} was changed by another program since it was read.`, {
    hint: 'Read it again to see what it holds now, or write over it.',
    data: { path, ...(digest !== undefined && { digest }) },
  });
}

export const someFiles = () =>
  new Map([
    [overlayPath, overlay],
    [banksPath, banks],
    [brokenFile, brokenText],
  ]);

async function digestOf(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
