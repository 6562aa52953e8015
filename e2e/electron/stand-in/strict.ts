/** What is not implemented throws by name, so that no test passes on something that was silently not there. */
import { EventEmitter } from 'node:events';

/** What the language and assertion libraries ask any object for. */
const asked = new Set(['then', 'toJSON', 'nodeType', 'tagName', 'asymmetricMatch', '$$typeof', 'constructor']);

function isKnown(target: object, key: string | symbol): boolean {
  return typeof key === 'symbol' || key in target || asked.has(key);
}

function missing(name: string, key: string | symbol): Error {
  return new Error(`The stand-in for electron does not implement ${name}.${String(key)}.`);
}

/** Methods keep their target as `this`, since a proxy has no private fields. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(_target, key) {
      if (!isKnown(target, key)) throw missing(name, key);
      const value: unknown = Reflect.get(target, key, target);
      // Classes are called with new and have static members; they are not methods.
      if (typeof value !== 'function' || key === 'constructor' || Object.hasOwn(value, 'prototype')) return value;
      return value.bind(target);
    },
    set(_target, key, value) {
      if (!isKnown(target, key)) throw missing(name, key);
      return Reflect.set(target, key, value, target);
    },
  });
}

/** Takes no key that it does not know, at any depth of `known`: an option that is ignored here would be a hole in the tests. */
export function knownKeysOnly(name: string, given: object, known: readonly string[]): void {
  for (const key of Object.keys(given)) if (!known.includes(key)) throw missing(name, key);
}

/** An emitter of named events only: listening to one that never comes is an error. */
export class Emitter extends EventEmitter {
  readonly #name: string;
  readonly #events: readonly string[];

  constructor(name: string, events: readonly string[]) {
    super();
    this.#name = name;
    this.#events = events;
  }

  override on(event: string, listener: (...values: never[]) => void): this {
    this.#check(event);
    return super.on(event, listener as (...values: unknown[]) => void);
  }

  override addListener(event: string, listener: (...values: never[]) => void): this {
    return this.on(event, listener);
  }

  override once(event: string, listener: (...values: never[]) => void): this {
    this.#check(event);
    return super.once(event, listener as (...values: unknown[]) => void);
  }

  #check(event: string): void {
    if (!this.#events.includes(event)) throw missing(this.#name, `on('${event}')`);
  }
}

/** An event that a listener may veto. */
export function vetoable<T extends object>(more: T): T & { defaultPrevented: boolean; preventDefault(): void } {
  const event = {
    ...more,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  };
  return event;
}
