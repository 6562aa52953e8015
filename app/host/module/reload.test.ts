import { expect, test } from 'vitest';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { moduleBefore } from '../../contract/module.ts';
import { fileOfLoaded, notReplaced } from './reload.ts';

const kernel = { release: '6.1.0', machine: 'aarch64' };
const module = (path: string, srcversion: string, release = '6.1.0', architecture = 'arm64') => ({
  path,
  srcversion,
  release,
  architecture,
  sha256: 'aa',
  size: 1,
  vermagic: `${release} SMP`,
});

test('the file of what is loaded is one of its source version, for this kernel', () => {
  const built = [
    module('/other-release', 'A1', '6.12.0'),
    module('/other-machine', 'A1', '6.1.0', 'x86'),
    module('/other-source', 'B2'),
    module('/newest', 'A1'),
    module('/older', 'A1'),
  ];
  expect(fileOfLoaded({ srcversion: 'A1' }, kernel, built)).toBe('/newest');
  expect(fileOfLoaded({ srcversion: 'C3' }, kernel, built)).toBeUndefined();
  expect(fileOfLoaded({}, kernel, built)).toBeUndefined();
});

const loaded = {
  driver: 'ours' as const,
  version: '1.0',
  parameters: { info_enable: '1', uiomem0_addr: '4096', uiomem0_size: '8192', uiomem1_addr: '0', uiomem1_size: '0' },
};
const failure = problem('module.load-failed', 'It was refused.', { hint: 'Look.', data: { loader: 'no' } });

test('a load that failed after the unload tells what is loaded now, and the way back', () => {
  const found = problemOf(notReplaced(failure, loaded, '/cache/uiomem.ko', undefined));
  expect(found).toEqual({
    id: 'module.load-failed',
    message: 'It was refused. The driver of this tool 1.0 was unloaded for it, and no driver is loaded now.',
    hint: 'Look. What was loaded before can be put back: module load --file /cache/uiomem.ko with its parameters.',
    data: {
      loader: 'no',
      before: {
        name: 'driver of this tool 1.0',
        parameters: [
          { name: 'uiomem0_addr', value: '4096' },
          { name: 'uiomem0_size', value: '8192' },
        ],
        file: '/cache/uiomem.ko',
        loaded: false,
      },
    },
  });
  expect(moduleBefore.parse(found.data?.before)).toEqual(found.data?.before);
});

test('one that loaded and made no device is told as loaded; a file that is not known, too', () => {
  const found = problemOf(notReplaced(problem('module.device-missing', 'No uiomem0.'), loaded, undefined, loaded));
  expect(found).toMatchObject({
    message: 'No uiomem0. The driver of this tool 1.0 was unloaded for it; the driver of this tool 1.0 is loaded now.',
    hint: 'What was loaded before was not built here: load it again by its file.',
    data: { before: { loaded: true } },
  });
});
