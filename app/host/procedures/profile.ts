/** What is known of kinds of boards. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import type { profileContract } from '../../contract/profile.ts';
import { savedFacts } from '../../plan/saved-facts.ts';
import { boardProfiles, profileOf } from '../profiles/profiles.ts';
import { type HostParts, sessionOf } from './parts.ts';

export function profileProcedures(parts: HostParts): Handlers<typeof profileContract> {
  return {
    'profile.list': async () => ({ profiles: [...(await boardProfiles())] }),
    'profile.of': async (where, { signal }) => await profileOf(await (await sessionOf(parts, where, signal)).facts()),
    'profile.byFacts': async ({ json }) => await profileOf(savedFacts(json)),
  };
}
