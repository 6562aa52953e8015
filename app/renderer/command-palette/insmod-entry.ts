/** A line that loads the driver by hand, taken into the plan of the board. */
import type { BoardState } from '../../contract/state.ts';
import { readPlan } from '../../plan/document.ts';
import { applyEdits } from '../../plan/edit.ts';
import { planFromInsmod } from '../../plan/insmod-plan.ts';
import { insmodPlanCommand } from '../copied-commands/plan.ts';
import { useLink } from '../host/link.ts';
import { rootFolder, useTexts, usualName } from '../plan/text-store.ts';

/** What choosing it does, or why nothing can be done, as a sentence. `onPlan`: the board's plan has it now. */
export function insmodEntry(line: string, state: BoardState | undefined, onPlan: (board: string) => void) {
  const made = planFromInsmod(line);
  if ('why' in made) return made.why;
  if (state === undefined) return 'There is no board yet that the plan could be for.';
  const { name } = state.board;
  const kept = useTexts.getState().texts[name];
  const count = made.regions.length === 1 ? '1 region' : `${made.regions.length} regions`;
  const put = (text: string) => {
    const { link } = useLink.getState();
    const folder = link.state === 'open' ? link.info.home : rootFolder;
    useTexts.getState().put(name, { name: usualName, folder, ...kept, text });
    onPlan(name);
  };
  if (kept === undefined || kept.text.trim() === '') {
    return {
      id: 'insmod',
      title: `Make a plan with ${count} for ${name} of this line`,
      command: insmodPlanCommand(line.trim()),
      run: () => put(made.text),
    };
  }
  const { plan } = readPlan(kept.text);
  if (plan === undefined) return `The plan of ${name} cannot be read as it is: mend it first.`;
  const planned = new Set(plan.regions.map(({ device }) => device));
  const twice = made.regions.find(({ value }) => planned.has(String(value.device)));
  if (twice !== undefined) return `The plan of ${name} has ${twice.value.device} already.`;
  return {
    id: 'insmod',
    title: `Add ${count} of this line to the plan of ${name}`,
    run: () => put(applyEdits(kept.text, made.regions)),
  };
}
