/** Keys of an SSH agent. */
import ssh2, {
  type BaseAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';

export interface AgentKey {
  readonly key: ParsedKey;
  /** Signs with this key and no other. `waiting` is called when the agent is asked: it may ask its user in turn. */
  signer(waiting: () => Disposable): BaseAgent;
}

/** Milliseconds for the list of keys: it is no question that a person answers. */
const patienceMs = 5_000;

/** All keys that the agent holds, or why it does not say. */
export async function keysOfAgent(socket: string): Promise<AgentKey[] | Error> {
  const agent = ssh2.createAgent(socket);
  const listed = await new Promise<ParsedKey[] | Error>((resolve) => {
    const timer = setTimeout(() => resolve(new Error('it does not answer')), patienceMs);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      resolve(
        error ?? (keys ?? []).filter((key): key is ParsedKey => typeof key === 'object' && 'getPublicSSH' in key),
      );
    });
  });
  if (listed instanceof Error) return listed;
  return listed.map((key) => ({ key, signer: (waiting) => new OneKey(agent, key, waiting) }));
}

class OneKey extends ssh2.BaseAgent {
  readonly #agent: BaseAgent;
  readonly #key: ParsedKey;
  readonly #waiting: () => Disposable;

  constructor(agent: BaseAgent, key: ParsedKey, waiting: () => Disposable) {
    super();
    this.#agent = agent;
    this.#key = key;
    this.#waiting = waiting;
  }

  override getIdentities(answer: IdentityCallback): void {
    answer(null, [this.#key]);
  }

  override sign(
    key: ParsedKey | Buffer | string,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    const [how, answer] = typeof options === 'function' ? [{}, options] : [options, callback];
    const wait = this.#waiting();
    this.#agent.sign(key, data, how, (error, signature) => {
      wait[Symbol.dispose]();
      answer?.(error, signature);
    });
  }
}
