/** Client code from a plan. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { ClientLanguage, clientContract } from '../../contract/client.ts';
import { cClient } from '../../plan/clients/c.ts';
import type { ClientFile } from '../../plan/clients/client-region.ts';
import { pythonClient } from '../../plan/clients/python.ts';
import { rustClient } from '../../plan/clients/rust.ts';
import type { Plan } from '../../plan/schema.ts';
import { judgedPlan } from '../apply/judged-plan.ts';

const renderers: Readonly<Record<ClientLanguage, (plan: Plan) => ClientFile[]>> = {
  c: cClient,
  python: pythonClient,
  rust: rustClient,
};

export const clientProcedures: Handlers<typeof clientContract> = {
  'plan.client': async ({ text, language }) => ({ files: renderers[language](judgedPlan(text, undefined)) }),
};
