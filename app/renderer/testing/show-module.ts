/** What a scenario wants of a board's module panel: a choice, and work that is begun once there is a host. */
import { useLink } from '../host/link.ts';
import { buildInput } from '../module/choice.ts';
import { choiceOf, choose } from '../module/choice-store.ts';
import type { Scenario } from './script.ts';

export function showModule(
  board: string,
  { choice = {}, task }: NonNullable<NonNullable<Scenario['show']>['module']>,
): void {
  choose(board, choice);
  if (task === undefined) return;
  const stop = useLink.subscribe(({ client }) => {
    if (client === undefined) return;
    stop();
    void import('../module/module-tasks.ts').then(({ ModuleTasks }) => {
      const tasks = new ModuleTasks(client, board, false);
      const build = buildInput(choiceOf(board)) ?? {};
      if (task === 'build') void tasks.build(build);
      else if (task === 'upload') void tasks.upload({ file: '/home/grace/driver/uiomem.ko' });
      else void tasks.unload();
    });
  });
}
