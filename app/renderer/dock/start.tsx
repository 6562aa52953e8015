/** The start page in the workbench: as a panel, and where no panel is open. */
import { openPlanText } from '../plan/plan-view.ts';
import StartPage from '../start-page/start-page.tsx';
import { openPanel, runOnWorkstation } from './dock-store.ts';

export function Start() {
  return (
    <StartPage
      onOpenBoard={(board) => openPanel({ kind: 'board', board })}
      onOpenPlan={openPlanText}
      onOpenSource={(name) => openPanel({ kind: 'source', name })}
      onRunInTerminal={runOnWorkstation}
      onShowConsole={(board) => openPanel({ kind: 'console', board })}
    />
  );
}
