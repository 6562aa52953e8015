/** The terminals that are open, by the ids that their callers chose. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { TerminalSize } from '../../contract/terminal.ts';

type Resize = (size: TerminalSize) => void;

interface Place extends Disposable {
  /** Tells how it is resized from now on; a size that was told before is told again. */
  follow(resize: Resize): void;
}

export class OpenTerminals {
  readonly #open = new Map<string, Resize>();

  /** The id is taken until this is disposed. Throws `terminal.in-use`. */
  take(terminal: string): Place {
    if (this.#open.has(terminal)) {
      throw problem('terminal.in-use', `A terminal ${terminal} is open already.`, {
        hint: 'Choose another id.',
        data: { terminal },
      });
    }
    let early: TerminalSize | undefined;
    this.#open.set(terminal, (size) => {
      early = size;
    });
    return {
      follow: (resize) => {
        this.#open.set(terminal, resize);
        if (early !== undefined) resize(early);
      },
      [Symbol.dispose]: () => void this.#open.delete(terminal),
    };
  }

  /** Throws `terminal.unknown`. */
  resize(terminal: string, size: TerminalSize): void {
    const resize = this.#open.get(terminal);
    if (resize === undefined) {
      throw problem('terminal.unknown', `No terminal ${terminal} is open.`, {
        hint: 'It may have ended: open another one.',
        data: { terminal },
      });
    }
    resize(size);
  }
}
