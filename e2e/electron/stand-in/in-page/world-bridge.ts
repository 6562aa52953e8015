/**
 * contextBridge between the two worlds of a document, at either end. The worlds share the DOM and nothing else; the detail of an
 * event is cloned when it crosses. A call is an event that is answered before its dispatch returns.
 */
type Carried =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'function' | 'promise'; readonly id: number }
  | { readonly is: 'array'; readonly items: readonly Carried[] }
  | { readonly is: 'object'; readonly entries: readonly (readonly [string, Carried])[] };

type Detail =
  | { readonly kind: 'expose'; readonly key: string; readonly value: Carried }
  | { readonly kind: 'call'; readonly id: number; readonly args: readonly Carried[] }
  | { readonly kind: 'answer'; readonly ok: boolean; readonly value: Carried }
  | { readonly kind: 'settled'; readonly id: number; readonly ok: boolean; readonly value: Carried };

type Callable = (...args: unknown[]) => unknown;

export class WorldBridge {
  readonly #send: (detail: Detail) => void;
  readonly #functions: Callable[] = [];
  readonly #promises = new Map<number, PromiseWithResolvers<unknown>>();
  #lastPromise = 0;
  #answer: Extract<Detail, { kind: 'answer' }> | undefined;

  constructor(token: string, side: 'page' | 'preload', onExpose: (key: string, value: unknown) => void) {
    const other = side === 'page' ? 'preload' : 'page';
    this.#send = (detail) => {
      window.dispatchEvent(new CustomEvent(`${token}:${other}`, { detail }));
    };
    window.addEventListener(`${token}:${side}`, (event) => {
      const detail = (event as CustomEvent<Detail>).detail;
      switch (detail.kind) {
        case 'expose':
          onExpose(detail.key, this.#uncarried(detail.value));
          break;
        case 'answer':
          this.#answer = detail;
          break;
        case 'call':
          this.#perform(detail.id, detail.args);
          break;
        case 'settled': {
          const promise = this.#promises.get(detail.id);
          this.#promises.delete(detail.id);
          if (detail.ok) promise?.resolve(this.#uncarried(detail.value));
          else promise?.reject(this.#uncarried(detail.value));
        }
      }
    });
  }

  expose(key: string, value: unknown): void {
    this.#send({ kind: 'expose', key, value: this.#carried(value) });
  }

  #perform(id: number, args: readonly Carried[]): void {
    let answer: Detail;
    try {
      const value = this.#functions[id]?.(...args.map((arg) => this.#uncarried(arg)));
      answer = { kind: 'answer', ok: true, value: this.#carried(value) };
    } catch (reason) {
      answer = { kind: 'answer', ok: false, value: this.#carried(reason) };
    }
    this.#send(answer);
  }

  #carried(value: unknown): Carried {
    if (typeof value === 'function') return { is: 'function', id: this.#functions.push(value as Callable) - 1 };
    if (typeof value === 'symbol') throw new TypeError('A symbol does not cross the context bridge.');
    if (value instanceof Promise) {
      const id = ++this.#lastPromise;
      value.then(
        (result) => this.#send({ kind: 'settled', id, ok: true, value: this.#carried(result) }),
        (reason) => this.#send({ kind: 'settled', id, ok: false, value: this.#carried(reason) }),
      );
      return { is: 'promise', id };
    }
    if (Array.isArray(value)) return { is: 'array', items: value.map((item) => this.#carried(item)) };
    if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      return { is: 'object', entries: Object.entries(value).map(([key, each]) => [key, this.#carried(each)]) };
    }
    return { is: 'value', value };
  }

  #uncarried(carried: Carried): unknown {
    switch (carried.is) {
      case 'value':
        return carried.value;
      case 'array':
        return carried.items.map((item) => this.#uncarried(item));
      case 'object':
        return Object.fromEntries(carried.entries.map(([key, each]) => [key, this.#uncarried(each)]));
      case 'promise': {
        const promise = Promise.withResolvers<unknown>();
        this.#promises.set(carried.id, promise);
        return promise.promise;
      }
      case 'function':
        return (...args: unknown[]) => {
          this.#send({ kind: 'call', id: carried.id, args: args.map((arg) => this.#carried(arg)) });
          const answer = this.#answer;
          this.#answer = undefined;
          if (answer === undefined) throw new Error('The other world did not answer.');
          const value = this.#uncarried(answer.value);
          if (!answer.ok) throw value;
          return value;
        };
    }
  }
}
