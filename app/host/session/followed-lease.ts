/** The board's lease as a session follows it, from one life of its helper to the next. */
import { hostname, userInfo } from 'node:os';
import type { Lease, LeaseHolder } from '../../../remote-helper/contract/lease.ts';
import type { HelperContract } from '../../../remote-helper/contract.ts';
import type { Client } from '../../../remote-helper/rpc/contract.ts';

export class FollowedLease {
  readonly #holder: LeaseHolder & { readonly host: string };
  readonly #listeners = new Set<(lease: Lease) => void>();
  #now: Lease = { held: 'nobody' };

  /** `host`: the same for every session that may follow this one on the same board. */
  constructor(holder: LeaseHolder & { readonly host: string }) {
    this.#holder = holder;
  }

  /** As the helper told last. */
  get now(): Lease {
    return this.#now;
  }

  /** Calls back at each change from now on; what it answers ends that. */
  listen(listener: (lease: Lease) => void): Disposable {
    // Of its own, so that one who listens twice is told twice and ends each by itself.
    const told = (lease: Lease) => listener(lease);
    this.#listeners.add(told);
    return { [Symbol.dispose]: () => void this.#listeners.delete(told) };
  }

  /**
   * A helper has started. Its first calls say for whom, and take the lease again when the life before held it (its death has
   * freed it); whatever is called next comes after them. Does not wait for the answers.
   */
  follow(client: Client<HelperContract>): void {
    // A connection that ends meanwhile is told to whoever waits for something.
    const ignore = () => {};
    client.call('lease.introduce', this.#holder).catch(ignore);
    if (this.#now.held === 'ours') client.call('lease.take', { over: false }).catch(ignore);
    client.call('lease.watch', {}, { onItem: (lease) => this.#tell(lease) }).catch(ignore);
  }

  #tell(lease: Lease): void {
    this.#now = lease;
    for (const listener of [...this.#listeners]) listener(lease);
  }
}

/** The user of this workstation, for people: `ada@bench7`. */
export function whoWeAre(): string {
  let user: string;
  try {
    user = userInfo().username;
  } catch {
    // An account without an entry in the list of users, as containers have.
    user = String(process.getuid?.() ?? 'somebody');
  }
  return `${user}@${hostname()}`;
}
