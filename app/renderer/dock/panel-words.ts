/** How panels are called, their signs, and where they open. */
import type { PanelRef } from './panel-ref.ts';

type Kind = PanelRef['kind'];

interface PanelWords {
  readonly label: string;
  /** A codicon. */
  readonly icon: string;
  /** `bottom`: below the others, as what one glances at. */
  readonly place: 'middle' | 'bottom';
}

const words: Readonly<Record<Kind, PanelWords>> = {
  board: { label: 'Board', icon: 'server', place: 'middle' },
  device: { label: '', icon: 'circuit-board', place: 'middle' },
  plan: { label: 'Plan', icon: 'file-code', place: 'middle' },
  log: { label: 'Kernel log', icon: 'output', place: 'bottom' },
  steps: { label: 'Steps', icon: 'checklist', place: 'bottom' },
  problems: { label: 'Problems', icon: 'warning', place: 'bottom' },
};

export function panelWords(ref: PanelRef): PanelWords {
  return ref.kind === 'device' ? { ...words.device, label: ref.device } : words[ref.kind];
}

/** The name of a panel's tab: what it is, and of which board. */
export function panelTitle(ref: PanelRef): string {
  const { label } = panelWords(ref);
  return 'board' in ref ? `${label} ${ref.board}` : label;
}
