/** What handlers and scenarios see of the scripted host. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { Problem } from '../../../remote-helper/rpc/problem.ts';
import type { BoardState, HostState } from '../../contract/state.ts';
import type { WorkstationCommand } from '../../contract/workstation-command.ts';
import type { HostContract } from '../../contract.ts';
import type { TreeWindow } from '../device-tree/tree-store.ts';
import type { PanelRef } from '../dock/panel-ref.ts';
import type { SourcePlace } from '../module/build-line.ts';
import type { Choice } from '../module/choice.ts';
import type { PlanStage } from '../plan/plan-view.ts';
import type { Begun } from '../share-wizard/share-store.ts';
import type { ModuleSample } from './module-sample.ts';
import type { TreesSample } from './trees-sample.ts';

export interface Script {
  readonly state: HostState;
  /** The step, from 0, at which long work waits until it is cancelled. */
  readonly heldAt: number | undefined;
  /** With what the next apply is refused; once. */
  refuseApply: Problem | undefined;
  /** Throws `board.unknown`. */
  board(name: string): BoardState;
  /** Changes a board, or adds `fresh` at the end. */
  put(name: string, change: (before: BoardState) => BoardState, fresh?: BoardState): void;
  remove(name: string): void;
  /** It keeps its place and state. */
  rename(name: string, to: string): void;
  makeDefault(name: string): void;
  /** Ends every connection, as a host that was stopped. */
  leave(): Promise<void>;
}

export interface Scenario {
  readonly state: HostState;
  /** What goes on by itself once a window watches. */
  play?(host: Script): Promise<void> | void;
  /** Of calls that are to do something else than usual. */
  handlers?(host: Script): Partial<Handlers<HostContract>>;
  /** What its trees are at first. */
  readonly trees?: Partial<TreesSample>;
  /** What its modules are at first. */
  readonly modules?: Partial<ModuleSample>;
  /** Present: connecting fails with it, or does so after the first time. */
  readonly refused?: { readonly problem: Problem; readonly after?: 'first' };
  /** What is open at the start. */
  readonly show?: {
    readonly panels?: readonly PanelRef[];
    /** What runs on the host's machine. */
    readonly command?: WorkstationCommand;
    /** What is chosen in the first board's module panel, and what is begun there; `heldAt`: the step at which that stays. */
    readonly module?: {
      readonly choice?: Partial<Choice>;
      readonly task?: 'build' | 'upload' | 'unload';
      readonly heldAt?: number;
    };
    /** Of the first board's device-tree window; its source is read before. */
    readonly tree?: Partial<TreeWindow>;
    /** A place in a source that was led to. */
    readonly place?: SourcePlace;
    /** The text of the first board's plan. */
    readonly text?: string;
    /** Where that plan is on its way. */
    readonly stage?: PlanStage;
    /** A file of a hardware design, whose addresses are being imported into that plan. */
    readonly design?: { readonly name: string; readonly text: string };
    /** How far somebody has come with sharing a range of it. */
    readonly share?: Begun;
  };
}

/** Where work is held until it is over, however long a test takes to get there. */
export async function whileHeld(host: Script, step: number, isOver: () => boolean): Promise<void> {
  while (host.heldAt === step && !isOver()) await pause(20);
}

export const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
