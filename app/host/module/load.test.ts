/** Loading with a helper that is played: what is sent, what a refusal becomes, when it is tried again. */
import { expect, test } from 'vitest';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';
import { problem, problemOf } from '../../../remote-helper/rpc/problem.ts';
import { StepsTaken } from '../session/steps-taken.ts';
import { sendAndLoad } from './load.ts';

const parameters = [
  { name: 'uiomem0_addr', value: '0x70000000' },
  { name: 'uiomem0_size', value: '0x1000' },
];
const line = (text: string) => ({ sequence: 1, level: 3, microseconds: 1, text });
const device = { name: 'uiomem0', node: '/dev/uiomem0', address: 0x7000_0000n, size: 0x1000n };
const good = { devices: [device], log: [line('uiomem uiomem.0: driver installed.')] };

/** Answers each call in turn; a thrown answer is an Error. */
function helper(...answers: readonly unknown[]) {
  const asked: unknown[] = [];
  const left = [...answers];
  const call = async (...of: unknown[]) => {
    asked.push(of.slice(0, 2));
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, call } as unknown as Pick<Client<HelperContract>, 'call'> & { readonly asked: unknown[] };
}

function sender() {
  const sent: boolean[] = [];
  const send = async (again: boolean) => {
    sent.push(again);
    return { path: `/place/${sent.length}.ko`, sha256: 'aa' };
  };
  return { sent, send };
}

test('what was sent is loaded with the parameters as they are, and told', async () => {
  const [board, { sent, send }] = [helper(good), sender()];
  const texts: string[] = [];
  expect(await sendAndLoad(board, send, parameters, { onText: (text) => texts.push(text) })).toEqual(good);
  expect([board.asked, sent, texts]).toEqual([
    [['module.load', { path: '/place/1.ko', sha256: 'aa', parameters }]],
    [false],
    ['uploading the module', 'loading the module'],
  ]);
});

const differs = () => problem('module.digest-differs', 'It is not the file that was uploaded.');

test('a file that is another on the board is sent once more', async () => {
  const [board, { sent, send }] = [helper(differs(), good), sender()];
  expect(await sendAndLoad(board, send, parameters)).toEqual(good);
  expect([sent, board.asked.length]).toEqual([[false, true], 2]);
});

test('a file that is another again is the board’s fault', async () => {
  const [board, { sent, send }] = [helper(differs(), differs(), good), sender()];
  expect((await sendAndLoad(board, send, parameters).catch(problemOf)) as object).toMatchObject({
    id: 'module.digest-differs',
  });
  expect(sent).toEqual([false, true]);
});

test('a failed load is explained by the driver’s words, with all refusals in the data', async () => {
  const log = [
    line('uiomem: loading out-of-tree module taints kernel.'),
    line(
      'uiomem: region 0 [0x40000000, 0x40001000): ram: the kernel uses part of it as System RAM; keep it back with mem= or a no-map reservation',
    ),
    line('uiomem 70200000.mem: [0x70200000, 0x70201000): property: sync-mode must be one cell of 1 to 3'),
  ];
  const failed = problem('module.load-failed', 'insmod uiomem.ko failed: Invalid argument', {
    hint: 'its lines below say which',
    data: { errno: 'EINVAL', log },
  });
  expect(await sendAndLoad(helper(failed), sender().send, parameters).catch(problemOf)).toEqual({
    id: 'module.load-failed',
    message:
      'insmod uiomem.ko failed: Invalid argument uiomem0, 0x40000000 to 0x40000fff (4 KiB), is memory that Linux itself uses, and that writing would destroy: part of it is System RAM.',
    hint: expect.stringContaining('no-map'),
    data: {
      errno: 'EINVAL',
      log,
      causes: [
        expect.objectContaining({ id: 'driver.overlaps-ram', line: log[1]?.text }),
        expect.objectContaining({ id: 'driver.bad-property', meaning: expect.stringContaining('sync-mode') }),
      ],
    },
  });
});

test('a failed load without a word of the driver stays as the loader told it', async () => {
  const failed = problem('module.load-failed', 'insmod uiomem.ko failed: Key was rejected by service', {
    data: { log: [] },
  });
  expect(await sendAndLoad(helper(failed), sender().send, parameters).catch((thrown) => thrown)).toBe(failed);
});

test('a load that made no device is module.device-missing', async () => {
  const log = [line('uiomem: region 0 [0x70000000, 0x70001000): busy: another driver has claimed part of it')];
  expect(await sendAndLoad(helper({ devices: [], log }), sender().send, parameters).catch(problemOf)).toMatchObject({
    id: 'module.device-missing',
    data: { missing: [{ name: 'uiomem0', found: 'no device' }] },
  });
});

test('what stops the sending stops the load', async () => {
  const board = helper(good);
  const send = async () => {
    throw problem('upload.no-space', 'There is no room.');
  };
  expect(await sendAndLoad(board, send, parameters).catch(problemOf)).toMatchObject({ id: 'upload.no-space' });
  expect(board.asked).toEqual([]);
});

test('a lost link is told with the two steps where somebody keeps them, and left to a plan that has steps of its own', async () => {
  const lost = problem('link.lost', 'Gone.');
  expect(await sendAndLoad(helper(lost), sender().send, parameters).catch((thrown) => thrown)).toBe(lost);
  const taken = new StepsTaken();
  await sendAndLoad(helper(lost), sender().send, parameters, { taken }).catch(() => {});
  expect(taken.lists).toEqual({ done: ['send the module'], notDone: [], unknown: ['load the module'] });
});
