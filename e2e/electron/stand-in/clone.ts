/**
 * Values as text and back, as structuredClone would carry them. Runs in node and in a page, since the protocol of Chromium's
 * debugger carries only text.
 */
type Coded = string | number | boolean | null | readonly [string, ...unknown[]];

type ViewKind = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;

const views = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
} as const satisfies Record<string, ViewKind>;

/** Throws what structuredClone throws (DataCloneError), and an Error for kinds that are not carried here. */
export function encode(value: unknown): string {
  const seen = new Map<object, number>();
  const coded = (item: unknown): Coded => {
    switch (typeof item) {
      case 'undefined':
        return ['u'];
      case 'bigint':
        return ['n', item.toString()];
      case 'number':
        return Number.isFinite(item) && !Object.is(item, -0) ? item : ['d', Object.is(item, -0) ? '-0' : String(item)];
      case 'string':
      case 'boolean':
        return item;
      case 'object':
        break;
      default:
        throw new TypeError(`${typeof item} is not carried`);
    }
    if (item === null) return null;
    const known = seen.get(item);
    if (known !== undefined) return ['#', known];
    seen.set(item, seen.size);
    const entries = () => Object.keys(item).map((key) => [key, coded((item as Record<string, unknown>)[key])]);
    if (Array.isArray(item)) return ['a', item.length, entries()];
    if (item instanceof Map) return ['m', [...item].map(([key, each]) => [coded(key), coded(each)])];
    if (item instanceof Set) return ['s', [...item].map(coded)];
    if (item instanceof Date) return ['t', coded(item.getTime())];
    if (item instanceof RegExp) return ['r', item.source, item.flags];
    if (item instanceof ArrayBuffer) return ['b', base64(new Uint8Array(item))];
    if (ArrayBuffer.isView(item)) {
      const length = item instanceof DataView ? item.byteLength : (item as Uint8Array).length;
      return ['v', item.constructor.name, coded(item.buffer), item.byteOffset, length];
    }
    if (item instanceof Error) {
      const cause = Object.hasOwn(item, 'cause') ? [coded(item.cause)] : [];
      return ['e', item.name, item.message, coded(item.stack), cause];
    }
    if (Object.getPrototypeOf(item) === Object.prototype) return ['o', entries()];
    throw new TypeError(`${Object.prototype.toString.call(item)} is not carried`);
  };
  return JSON.stringify(coded(structuredClone(value)));
}

export function decode(text: string): unknown {
  const seen: unknown[] = [];
  const keep = <T>(item: T): T => {
    seen.push(item);
    return item;
  };
  const value = (coded: Coded): unknown => {
    if (!Array.isArray(coded)) return coded;
    const [tag, ...rest] = coded as [string, ...unknown[]];
    const fill = <T extends object>(item: T, entries: unknown): T => {
      // defineProperty, since assigning to __proto__ would do something else.
      for (const [key, each] of entries as [string, Coded][]) {
        Object.defineProperty(item, key, {
          value: value(each),
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
      return item;
    };
    switch (tag) {
      case 'u':
        return undefined;
      case 'n':
        return BigInt(rest[0] as string);
      case 'd':
        return Number(rest[0]);
      case '#':
        return seen[rest[0] as number];
      case 'a': {
        const array: unknown[] = keep([]);
        array.length = rest[0] as number;
        return fill(array, rest[1]);
      }
      case 'o':
        return fill(keep({}), rest[0]);
      case 'm': {
        const map = keep(new Map<unknown, unknown>());
        for (const [key, each] of rest[0] as [Coded, Coded][]) map.set(value(key), value(each));
        return map;
      }
      case 's': {
        const set = keep(new Set<unknown>());
        for (const each of rest[0] as Coded[]) set.add(value(each));
        return set;
      }
      case 't':
        return keep(new Date(value(rest[0] as Coded) as number));
      case 'r':
        return keep(new RegExp(rest[0] as string, rest[1] as string));
      case 'b':
        return keep(bytes(rest[0] as string).buffer);
      case 'v': {
        const place = seen.push(undefined) - 1;
        const [name, buffer, offset, length] = rest as [keyof typeof views, Coded, number, number];
        const View: ViewKind = views[name];
        const view = new View(value(buffer) as ArrayBuffer, offset, length);
        seen[place] = view;
        return view;
      }
      case 'e': {
        const [name, message, stack, cause] = rest as [string, string, Coded, Coded[]];
        const kinds = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
        const error = keep(new (kinds[name as keyof typeof kinds] ?? Error)(message));
        Object.defineProperty(error, 'stack', { value: value(stack), writable: true, configurable: true });
        for (const each of cause) {
          Object.defineProperty(error, 'cause', { value: value(each), writable: true, configurable: true });
        }
        return error;
      }
      default:
        throw new TypeError(`unknown tag ${tag}`);
    }
  };
  return value(JSON.parse(text) as Coded);
}

interface Base64Bytes {
  toBase64(): string;
}

/** Node 24 has Buffer, Chromium the newer methods of Uint8Array. */
function base64(data: Uint8Array): string {
  if (typeof Buffer === 'function') return Buffer.from(data).toString('base64');
  return (data as unknown as Base64Bytes).toBase64();
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  if (typeof Buffer === 'function') return new Uint8Array(Buffer.from(text, 'base64'));
  return (Uint8Array as unknown as { fromBase64(text: string): Uint8Array<ArrayBuffer> }).fromBase64(text);
}
