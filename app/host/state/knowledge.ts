/** What the host knows of one board besides its entry in the list, and how windows are shown it. */
import type { UiomemDevice } from '../../../remote-helper/contract/device.ts';
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { Lease } from '../../../remote-helper/contract/lease.ts';
import type { Board } from '../../contract/board.ts';
import type { EmulatedStatus } from '../../contract/emulated.ts';
import type { ToolDriver } from '../../contract/module.ts';
import type { BoardState, Connection, HostState, KnownDevice, Work } from '../../contract/state.ts';
import type { BoardList } from '../boards/registry.ts';
import type { LineState } from '../session/board-line.ts';
import { type AnswerTime, noAnswerYet } from './answer-time.ts';
import type { Seen } from './look.ts';
import { noTransferYet, type Throughput } from './throughput.ts';
import { problemState } from './work.ts';

export interface BoardKnowledge {
  readonly line: LineState;
  /** Of the open session's board. */
  readonly facts: BoardFacts | undefined;
  /** Why they could not be had the last time. */
  readonly factsProblem: string | undefined;
  readonly boot: number;
  readonly bootId: string | undefined;
  readonly lease: Lease;
  readonly devices: readonly KnownDevice[] | undefined;
  readonly driver: BoardFacts['uiomem'];
  readonly toolDriver: ToolDriver | undefined;
  readonly emulated: EmulatedStatus | undefined;
  readonly work: Work | undefined;
  /** Of the open session's link. */
  readonly answer: AnswerTime;
  readonly throughput: Throughput;
}

export const nothingKnown: BoardKnowledge = {
  line: { state: 'closed' },
  facts: undefined,
  factsProblem: undefined,
  boot: 0,
  bootId: undefined,
  lease: { held: 'nobody' },
  devices: undefined,
  driver: undefined,
  toolDriver: undefined,
  emulated: undefined,
  work: undefined,
  answer: noAnswerYet,
  throughput: noTransferYet,
};

/** What a board has loaded, before it was asked. */
const noDriver = { devices: undefined, driver: undefined, toolDriver: undefined };

/** Pure. Another boot voids what was known; a lost link keeps it; without a link nobody is known to have the board. */
export function onLine(known: BoardKnowledge, line: LineState): BoardKnowledge {
  switch (line.state) {
    case 'open':
      return ofBoot(
        { ...known, line, facts: undefined, factsProblem: undefined, answer: noAnswerYet, throughput: noTransferYet },
        line.session.probe.bootId,
      );
    case 'opening':
      return { ...known, line };
    case 'lost':
      return { ...known, line, facts: undefined, lease: { held: 'nobody' } };
    case 'closed':
    case 'failed':
      return { ...known, ...noDriver, line, facts: undefined, lease: { held: 'nobody' } };
  }
}

/** Pure. All that was found out in one look. */
export function onSeen(known: BoardKnowledge, { facts, devices, toolDriver }: Seen): BoardKnowledge {
  return { ...ofBoot(known, facts.bootId), facts, factsProblem: undefined, driver: facts.uiomem, toolDriver, devices };
}

/** Pure. What a known device holds does not change while it stays where it is. */
export function onDevices(known: BoardKnowledge, devices: readonly UiomemDevice[]): BoardKnowledge {
  return {
    ...known,
    devices: devices.map((device) => {
      const content = known.devices?.find((each) => each.device.name === device.name)?.content;
      return { device, ...(content !== undefined && { content }) };
    }),
  };
}

/** Pure. Whether the same devices are there, whatever their attributes say now. */
export function sameDevices(known: readonly KnownDevice[] | undefined, seen: readonly UiomemDevice[]): boolean {
  const place = ({ name, address, size, major, minor }: UiomemDevice) => `${name} ${address} ${size} ${major}:${minor}`;
  return known?.map(({ device }) => place(device)).join('\n') === seen.map(place).join('\n');
}

function ofBoot(known: BoardKnowledge, bootId: string | undefined): BoardKnowledge {
  if (bootId === undefined || bootId === known.bootId) return known;
  return { ...known, bootId, boot: known.boot + 1, ...noDriver };
}

/** Pure. */
export function hostState(list: BoardList, known: ReadonlyMap<string, BoardKnowledge>): HostState {
  return {
    boards: list.boards.map((board) => boardState(board, known.get(board.name) ?? nothingKnown)),
    ...(list.default !== undefined && { default: list.default }),
  };
}

function boardState(board: Board, known: BoardKnowledge): BoardState {
  const { boot, lease, devices, driver, toolDriver, emulated, work } = known;
  return {
    board,
    connection: connectionOf(known),
    boot,
    lease,
    ...(devices !== undefined && { devices: [...devices] }),
    ...(driver !== undefined && { driver }),
    ...(toolDriver !== undefined && { toolDriver }),
    ...(board.emulated !== undefined && { emulated: emulated ?? { name: board.emulated, running: false } }),
    ...(work !== undefined && { work }),
  };
}

const privileges = { root: 'root', sudo: 'sudo', 'sudo-password': 'sudo with password' } as const;

function connectionOf({ line, facts, factsProblem, answer, throughput }: BoardKnowledge): Connection {
  switch (line.state) {
    case 'lost':
      return { ...line, problem: problemState(line.problem) };
    case 'failed':
      return { ...line, problem: problemState(line.problem) };
    case 'open': {
      // The session is there; what it leads to is not known before the board has told.
      if (facts === undefined) {
        return { state: 'opening', stage: 'facts', text: factsProblem ?? 'asking the board what it is', attempt: 1 };
      }
      const { reach, helperVersion, mode, limits } = line.session;
      return {
        state: 'open',
        since: line.since,
        bootId: facts.bootId,
        privilege: privileges[reach.way],
        helperVersion,
        mode,
        limits: [...limits],
        kernel: facts.kernel.release,
        machine: facts.kernel.machine,
        ...(facts.model !== undefined && { model: facts.model }),
        emulated: facts.emulated,
        ...(answer.told !== undefined && { answerMs: answer.told }),
        ...(throughput.told !== undefined && { bytesPerSecond: throughput.told }),
      };
    }
    default:
      return line;
  }
}
