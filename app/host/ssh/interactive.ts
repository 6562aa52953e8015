/** keyboard-interactive (RFC 4256): what the server asks, answered with the known password or by a person, within the attempt. */
import { type ProblemError, problem } from '../../../remote-helper/rpc/problem.ts';
import type { Question } from '../../contract/board.ts';
import type { PendingQuestion, SecretSource } from '../boards/secrets.ts';

export interface Prompt {
  readonly prompt: string;
  /** What is typed may be seen. Absent: yes, as ssh2 has it for servers that say so. */
  readonly echo?: boolean;
}

export interface Round {
  readonly name: string;
  readonly instructions: string;
  readonly prompts: readonly Prompt[];
}

export interface Answering {
  readonly secrets: SecretSource;
  readonly hop: string | undefined;
  /** Milliseconds for a person's answer. */
  readonly patienceMs: number;
  /** Who logs in where, for sentences. */
  readonly who: string;
  /** Undefined, after saying that it is wanted: there is none. */
  password(): Promise<string | undefined>;
  /** A person is asked: the attempt waits until what is returned is disposed. */
  waitFor(question: Question): Disposable;
}

/** Milliseconds for a person's answer. sshd's LoginGraceTime is as long by default (sshd_config(5)). */
export const answerPatienceMs = 120_000;

/** One hidden prompt that is about the password, not about a code that changes or a new password. */
export function asksForPassword(prompts: readonly Prompt[]): boolean {
  const [only, ...others] = prompts;
  if (only === undefined || others.length > 0 || only.echo === true) return false;
  return (
    /passwor[dt]|kennwort|mot de passe|contraseña/i.test(only.prompt) &&
    !/one.?time|new |again|retype|otp|token/i.test(only.prompt)
  );
}

/** Undefined when it was said meanwhile what is wanted. Throws `ssh.answers-wanted` and `ssh.answer-timeout`. */
export async function answersTo(round: Round, answering: Answering): Promise<readonly string[] | undefined> {
  const { prompts } = round;
  if (prompts.length === 0) return [];
  if (asksForPassword(prompts)) {
    const password = await answering.password();
    return password === undefined ? undefined : [password];
  }
  const { secrets, hop, who } = answering;
  const asked = {
    ...(hop !== undefined && { hop }),
    name: round.name,
    instructions: round.instructions,
    prompts: prompts.map(({ prompt, echo }) => ({ text: prompt, echo: echo === true })),
  };
  if (secrets.ask === undefined) throw answersWanted(who, asked.prompts);
  using pending = secrets.ask(asked);
  using _waiting = answering.waitFor(pending.question);
  return await withinPatience(pending, who, answering.patienceMs);
}

async function withinPatience(pending: PendingQuestion, who: string, patienceMs: number): Promise<readonly string[]> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(answerTimeout(who, patienceMs)), patienceMs);
  try {
    return await Promise.race([pending.answers, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function answersWanted(who: string, prompts: Question['prompts']): ProblemError {
  return problem(
    'ssh.answers-wanted',
    `${who} asks ${prompts.map(({ text }) => text.trim()).join(' ')}, and nobody can be asked.`,
    {
      hint: 'Connect from a terminal or a window, or set up a key for the board (ssh-copy-id).',
      data: { stage: 'authenticate', prompts: [...prompts] },
    },
  );
}

function answerTimeout(who: string, patienceMs: number): ProblemError {
  return problem('ssh.answer-timeout', `Nobody answered within ${patienceMs / 1000} s what ${who} asks.`, {
    hint: 'Connect again and answer, or set up a key for the board (ssh-copy-id).',
    data: { stage: 'authenticate' },
  });
}
