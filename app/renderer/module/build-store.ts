/** By board, the newest build that this window asked for: how it ended, and the errors and warnings of its output. */
import { create } from 'zustand';
import type { BuildMessage, BuiltModule } from '../../contract/module.ts';
import { byBoardRenamed, onBoardRenamed } from '../host/board-renamed.ts';

/** What a task of the module is at, and where its failure is shown. */
export type Stage = 'build' | 'upload' | 'load' | 'unload' | 'reload' | 'remove';

export interface Build {
  readonly outcome: 'running' | 'done' | 'reused' | 'failed' | 'cancelled';
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly ended?: number;
  readonly lines: number;
  /** Errors and warnings, in order; the first {@link mostMessages}. */
  readonly messages: readonly BuildMessage[];
  readonly errors: number;
  readonly warnings: number;
  readonly module?: BuiltModule;
}

export const mostMessages = 500;

interface Builds {
  readonly builds: Readonly<Record<string, Build>>;
  readonly stages: Readonly<Record<string, Stage>>;
}

export const useBuilds = create<Builds>(() => ({ builds: {}, stages: {} }));

onBoardRenamed((renamed) =>
  useBuilds.setState(({ builds, stages }) => ({
    builds: byBoardRenamed(builds, renamed),
    stages: byBoardRenamed(stages, renamed),
  })),
);

export function setStage(board: string, stage: Stage): void {
  useBuilds.setState(({ stages }) => ({ stages: { ...stages, [board]: stage } }));
}

export function beginBuild(board: string): void {
  const fresh: Build = { outcome: 'running', since: Date.now(), lines: 0, messages: [], errors: 0, warnings: 0 };
  useBuilds.setState(({ builds }) => ({ builds: { ...builds, [board]: fresh } }));
}

export function changeBuild(board: string, change: (before: Build) => Partial<Build>): void {
  useBuilds.setState(({ builds }) => {
    const before = builds[board];
    return before === undefined ? {} : { builds: { ...builds, [board]: { ...before, ...change(before) } } };
  });
}

/** Pure: with what some lines said. */
export function withMessages(before: Build, lines: number, said: readonly BuildMessage[]): Partial<Build> {
  const listed = said.filter(({ grade }) => grade !== 'note');
  const errors = said.filter(({ grade }) => grade === 'error').length;
  return {
    lines: before.lines + lines,
    messages: listed.length === 0 ? before.messages : [...before.messages, ...listed].slice(0, mostMessages),
    errors: before.errors + errors,
    warnings: before.warnings + listed.length - errors,
  };
}
