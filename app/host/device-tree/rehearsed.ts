/** An overlay as it would come to a board, before anything is touched. Pure. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { readFdt } from '../../devicetree/fdt/read-fdt.ts';
import { hasErrors, type TreeFinding } from '../../devicetree/finding.ts';
import { rehearsalFindings } from '../../devicetree/rehearse/rehearsal-findings.ts';
import { type Rehearsal, rehearse } from '../../devicetree/rehearse/rehearse.ts';
import type { DeviceTree } from '../../devicetree/tree.ts';
import type { TreeLook } from './look.ts';

export interface Rehearsed {
  readonly overlay: DeviceTree;
  /** The tree that it is put onto. */
  readonly base: DeviceTree;
  readonly merged: DeviceTree;
  readonly rehearsal: Rehearsal;
  /** Warnings, and what the driver would refuse, as sentences. */
  readonly notes: readonly string[];
}

/** `runTime`: onto the live tree, as the kernel does it. Throws `device-tree.bad-overlay` (data: findings). */
export function rehearsed(look: TreeLook, name: string, bytes: Uint8Array, runTime: boolean): Rehearsed {
  const { tree: overlay, findings: unreadable } = readFdt(bytes);
  if (overlay === undefined || hasErrors(unreadable)) throw bad(name, unreadable);
  if (!overlay.root.children.some(({ children }) => children.some((each) => each.name === '__overlay__')))
    throw noOverlay(name);
  const booted = look.board.fdt === undefined ? undefined : readFdt(Buffer.from(look.board.fdt, 'base64')).tree;
  const base = (runTime ? undefined : booted) ?? look.live?.tree;
  if (base === undefined) {
    throw problem('device-tree.none', 'The board has no device tree.', { hint: 'Boards with ACPI have none.' });
  }
  const overlays = [{ name, tree: overlay }];
  const rehearsal = rehearse({ base, overlays, board: look.board, runTime });
  const findings = rehearsalFindings(rehearsal, overlays);
  if (rehearsal.tree === undefined || hasErrors(findings)) throw bad(name, findings);
  const when = runTime ? 'now' : 'atBoot';
  const refusals = rehearsal.predictions.flatMap((each) => {
    const outcome = each[when];
    if (each.from === undefined) return [];
    if (outcome.kind === 'refused') return [`The driver would refuse ${each.path}: ${outcome.line}`];
    return outcome.kind === 'no-device' ? [`${each.path} becomes no device: ${outcome.why}`] : [];
  });
  const warnings = findings.filter(({ severity }) => severity === 'warning').map(({ message }) => message);
  return { overlay, base, merged: rehearsal.tree, rehearsal, notes: [...refusals, ...warnings] };
}

/** A whole tree, most likely, which libfdt would merge without a word. */
function noOverlay(name: string): Error {
  return problem('device-tree.bad-overlay', `${name} is no overlay: it has no fragment with an __overlay__.`, {
    hint: 'An overlay’s source begins with /dts-v1/; /plugin/; and has nodes like &label { … }; or &{/path} { … };.',
    data: { name, findings: [] },
  });
}

function bad(name: string, findings: readonly TreeFinding[]): Error {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  return problem(
    'device-tree.bad-overlay',
    `The overlay ${name} would not come to be as it says: ${first?.message ?? 'it holds no tree.'}`,
    {
      hint: first?.hint ?? 'dt rehearse tells all of it. Nothing was changed on the board.',
      data: { name, findings },
    },
  );
}
