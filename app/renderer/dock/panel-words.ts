/** How panels are called, their signs, and where they open. */
import { commandWords } from '../../contract/workstation-command.ts';
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
  start: { label: 'Start', icon: 'home', place: 'middle' },
  settings: { label: 'Settings', icon: 'settings-gear', place: 'middle' },
  terminal: { label: 'Terminal', icon: 'terminal', place: 'bottom' },
  serial: { label: 'Serial console', icon: 'plug', place: 'bottom' },
  source: { label: '', icon: 'symbol-structure', place: 'middle' },
  workstation: { label: 'Workstation', icon: 'device-desktop', place: 'bottom' },
  console: { label: 'Console', icon: 'vm', place: 'bottom' },
  plan: { label: 'Plan', icon: 'file-code', place: 'middle' },
  tree: { label: 'Device tree', icon: 'symbol-structure', place: 'middle' },
  module: { label: 'Module', icon: 'package', place: 'middle' },
  code: { label: '', icon: 'code', place: 'middle' },
  log: { label: 'Kernel log', icon: 'output', place: 'bottom' },
  steps: { label: 'Steps', icon: 'checklist', place: 'bottom' },
  problems: { label: 'Problems', icon: 'warning', place: 'bottom' },
};

export function panelWords(ref: PanelRef): PanelWords {
  const found = words[ref.kind];
  if (ref.kind === 'workstation') return { ...found, label: `${found.label}: ${commandWords(ref.command).join(' ')}` };
  if (!('name' in ref)) return found;
  if (ref.kind === 'source' || ref.kind === 'code') return { ...found, label: fileName(ref.name) };
  return { ...found, label: ref.kind === 'device' ? ref.name : `${found.label} ${ref.name}` };
}

/** Pure: of a path, its last part. */
const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The name of a panel's tab: what it is, and of which board. */
export function panelTitle(ref: PanelRef): string {
  const { label } = panelWords(ref);
  return 'board' in ref ? `${label} ${ref.board}` : label;
}
