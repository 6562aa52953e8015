import { beforeEach, describe, expect, it } from 'vitest';
import { useTexts } from '../plan/text-store.ts';
import { board, closed } from '../testing/sample.ts';
import { type StartKnown, startEntries } from './entries.ts';
import { formsTaken } from './entry-of.ts';
import { insmodEntries } from './insmod-entries.ts';
import type { StartActs } from './start-entry.ts';

const known: StartKnown = {
  boards: [board('zynq', closed), board('rack-7', closed)],
  sshHosts: [
    { name: 'lab-am64x', user: 'root', host: '10.0.3.17', port: 22 },
    { name: 'zynq.lab', host: 'zynq.lab' },
  ],
  plans: [
    { path: '/plans/lab.yaml', board: 'zynq', at: '', gone: false },
    { path: '/plans/lab-old.yaml', board: 'zynq', at: '', gone: true },
    { path: '/plans/lab-other.yaml', board: 'forgotten', at: '', gone: false },
  ],
  insmodEntries,
};

let done: string[];
const acts: StartActs = {
  openBoard: (name) => done.push(`board ${name}`),
  openPlan: (name) => done.push(`plan ${name}`),
  addBoard: (where) => done.push(`add ${where}`),
  openFile: (path, of) => done.push(`file ${path} ${of}`),
  openSource: (path) => done.push(`source ${path}`),
};
beforeEach(() => {
  done = [];
  useTexts.setState({ texts: {} });
});

const titles = (text: string) => startEntries(text, known, acts).entries.map(({ title }) => title);
const line = 'insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=1M';

describe('what can be done with a line', () => {
  it('is first what the line says, then what has it in its name', () => {
    expect(titles('lab')).toEqual([
      'Add the board lab',
      'Add the board lab-am64x',
      'Open /plans/lab.yaml as the plan of zynq',
    ]);
    expect(titles('zynq')).toEqual(['Open zynq', 'Open /plans/lab.yaml as the plan of zynq']);
    expect(titles('root@10.0.0.5:2222')).toEqual(['Add the board root@10.0.0.5:2222']);
    expect(titles('root@zynq.lab')).toEqual(['Open zynq']);
    expect(titles('lab-am64x')[0]).toBe('Add the board lab-am64x');
    expect(titles('')).toEqual([]);
  });

  it('is chosen by board where a plan is meant', () => {
    expect(titles('~/plans/new.yaml')).toEqual([
      'Open ~/plans/new.yaml as the plan of zynq',
      'Open ~/plans/new.yaml as the plan of rack-7',
    ]);
    const { entries } = startEntries(line, known, acts);
    expect(entries.map(({ title }) => title)).toEqual([
      'Make a plan with 1 region for zynq of this line',
      'Make a plan with 1 region for rack-7 of this line',
    ]);
    entries[1]?.run();
    expect(done).toEqual(['plan rack-7']);
    expect(useTexts.getState().texts['rack-7']?.text).toContain('0x70000000');
    expect(useTexts.getState().texts.zynq).toBeUndefined();
  });

  it('does what it says', () => {
    for (const text of ['zynq', 'root@10.0.0.9', '/plans/x.yaml', '~/board.dts'])
      startEntries(text, known, acts).entries[0]?.run();
    expect(done).toEqual(['board zynq', 'add root@10.0.0.9', 'file /plans/x.yaml zynq', 'source ~/board.dts']);
  });

  it.each([
    ['two words', known, 'start.not-understood', `two words is none of what is taken here. ${formsTaken}`],
    [
      'insmod uiomem.ko',
      known,
      'plan.no-insmod-line',
      'The line makes no region: uiomem0_size and uiomem0_addr make one.',
    ],
    ['insmod other.ko', known, 'plan.no-insmod-line', /no line that loads uiomem/],
    [line, { ...known, boards: [] }, 'start.no-board', 'There is no board yet that the plan could be for.'],
    ['/a.yaml', { ...known, boards: [] }, 'start.no-board', 'There is no board yet that the plan could be for.'],
  ])('%s leads nowhere, and is told why', (text, of, id, message) => {
    const { entries, problem } = startEntries(text, of, acts);
    expect(entries).toEqual([]);
    expect(problem).toMatchObject({
      id,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it('leaves out a board whose plan has the region already, and says so where none is left', () => {
    startEntries(line, known, acts).entries[0]?.run();
    expect(titles(line)).toEqual(['Make a plan with 1 region for rack-7 of this line']);
    expect(startEntries(line, { ...known, boards: known.boards.slice(0, 1) }, acts).problem).toMatchObject({
      id: 'start.plan-not-fit',
      message: 'The plan of zynq has uiomem0 already.',
    });
  });
});
