/** Questions of a server, put to the person at the terminal while a command waits for its connection. */
import type { Client } from '../../remote-helper/rpc/contract.ts';
import { type ProblemError, problem } from '../../remote-helper/rpc/problem.ts';
import type { Question } from '../contract/board.ts';
import type { HostContract } from '../contract.ts';

interface Asking {
  note(text: string): void;
  /** Undefined when nobody can be asked. */
  ask(prompt: string, echo: boolean): Promise<string | undefined>;
}

export class Questions {
  readonly #asking: Asking;
  readonly #seen = new Set<string>();
  readonly #abort = new AbortController();
  #refusal: ProblemError | undefined;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** Aborted when a question cannot be answered: the command is to end with {@link refusal}. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get refusal(): ProblemError | undefined {
    return this.#refusal;
  }

  /** Asks, and answers; a question that is told again is asked once. */
  async put(client: Client<HostContract>, question: Question): Promise<void> {
    if (this.#seen.has(question.id)) return;
    this.#seen.add(question.id);
    const { hop, name, instructions, prompts } = question;
    const whose = hop === undefined ? '' : `The jump host ${hop} asks. `;
    const about = `${whose}${[name, instructions].filter((text) => text.trim() !== '').join(': ')}`.trim();
    if (about !== '') this.#asking.note(about);
    const answers: string[] = [];
    for (const { text, echo } of prompts) {
      const answer = await this.#asking.ask(text, echo);
      if (answer === undefined) {
        this.#refuse(question);
        return;
      }
      answers.push(answer);
    }
    // One that nothing waits for any more has its own end.
    await client.call('board.answer', { question: question.id, answers }).catch(() => {});
  }

  #refuse({ hop, prompts }: Question): void {
    const asked = prompts.map(({ text }) => text.trim()).join(' ');
    this.#refusal = problem(
      'ssh.answers-wanted',
      `The server asks ${JSON.stringify(asked)}, and nobody can be asked.`,
      {
        hint: 'Run the command on a terminal, or set up a key for the board (ssh-copy-id).',
        data: { stage: 'authenticate', prompts, ...(hop !== undefined && { hop }) },
      },
    );
    this.#abort.abort(this.#refusal);
  }
}
