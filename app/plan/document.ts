/** A plan's text, read: the plan when the text says one, where each part of it stands, and what is wrong as text. */
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
} from 'yaml';
import type { z } from 'zod';
import type { Edit, Finding, Place, PlanPath } from './finding.ts';
import { nearest } from './nearest.ts';
import { knownKeys, type Plan, planSchema } from './schema.ts';

export interface PlanDocument {
  readonly text: string;
  /** Absent when the text does not say a whole plan; unknown keys alone do not hide it. */
  readonly plan: Plan | undefined;
  /** Of YAML and of the schema, with places. */
  readonly findings: readonly Finding[];
  /** Where a value (or its key) stands; for what is not there, the place of what would hold it. */
  placeOf(path: PlanPath, part?: 'key'): Place;
}

/** A plan is some KiB; what is larger is another file. */
const mostCharacters = 1 << 20;

/** Never throws: what is wrong with a text is a finding. */
export function readPlan(text: string): PlanDocument {
  if (text.length > mostCharacters) {
    return unreadable(text, 'plan.too-large', `The text has ${text.length} characters: it is no plan.`, []);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { intAsBigInt: true, prettyErrors: false, lineCounter: lines });
  const placeOf = (path: PlanPath, part?: 'key'): Place => {
    const [from, to] = rangeOf(document, path, part);
    return placeBetween(lines, from, to);
  };
  if (document.errors.length > 0) {
    const findings = document.errors.map(({ message, code, pos }): Finding => {
      const place = placeBetween(lines, pos[0], Math.min(pos[1], text.length));
      return {
        ...syntax(`${message} (line ${place.line}).`),
        id: code === 'DUPLICATE_KEY' ? 'plan.duplicate-key' : 'plan.syntax',
        place,
      };
    });
    return { text, plan: undefined, findings, placeOf };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    return unreadable(text, 'plan.syntax', `${thrown instanceof Error ? thrown.message : String(thrown)}.`, []);
  }
  if (value === null || value === undefined) {
    return unreadable(text, 'plan.empty', 'The plan is empty.', []);
  }
  const { plan, findings } = check(value);
  return {
    text,
    plan,
    findings: findings.map((each) => ({
      ...each,
      place: placeOf(each.path, each.id === 'plan.unknown-key' ? 'key' : undefined),
    })),
    placeOf,
  };
}

function syntax(message: string): Finding {
  return {
    id: 'plan.syntax',
    severity: 'error',
    path: [],
    message,
    why: 'A plan is YAML 1.2; nothing of it can be read until it parses.',
    hint: 'Mend the line; `plan new` writes a plan to start from.',
  };
}

function unreadable(text: string, id: string, message: string, path: PlanPath): PlanDocument {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    text,
    plan: undefined,
    findings: [{ ...syntax(message), id, path: [...path], place }],
    placeOf: () => place,
  };
}

type Issue = z.core.$ZodIssue;

function check(value: unknown): { plan: Plan | undefined; findings: Finding[] } {
  const parsed = planSchema.safeParse(value);
  if (parsed.success) return { plan: parsed.data, findings: [] };
  const unknown = parsed.error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  const findings = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? unknownKeys(issue, value) : [wrongValue(issue, value)],
  );
  if (unknown.length < parsed.error.issues.length) return { plan: undefined, findings };
  for (const issue of unknown) {
    const holder = at(value, issue.path) as Record<string, unknown>;
    for (const key of issue.keys) delete holder[key];
  }
  return { plan: planSchema.safeParse(value).data, findings };
}

function unknownKeys(issue: Extract<Issue, { code: 'unrecognized_keys' }>, value: unknown): Finding[] {
  const path = planPathOf(issue.path);
  const said = new Set(Object.keys((at(value, issue.path) as object | undefined) ?? {}));
  const known = knownKeys[path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')] ?? [];
  return issue.keys.map((key): Finding => {
    const meant = nearest(key, known);
    // A key that is there already cannot be there twice: which of the two is meant is for a person to say.
    const taken = meant !== undefined && said.has(meant);
    const edits: Edit[] = meant === undefined ? [] : [{ op: 'rename', path: [...path, key], key: meant }];
    if (meant !== undefined) said.add(meant);
    return {
      id: 'plan.unknown-key',
      severity: 'error',
      path: [...path, key],
      message: `A plan has no ${[...path.filter((step) => typeof step === 'string'), key].join('.')}.`,
      why: 'What a plan says and the tool does not know would silently not be done.',
      hint:
        meant === undefined
          ? `Known here: ${known.join(', ')}.`
          : taken
            ? `Did you mean ${meant}? It is there already: leave one of them out.`
            : `Did you mean ${meant}?`,
      ...(!taken && meant !== undefined && { fix: { title: `Rename ${key} to ${meant}`, edits } }),
    };
  });
}

function wrongValue(issue: Issue, value: unknown): Finding {
  const path = planPathOf(issue.path);
  const name = path.filter((step) => typeof step === 'string').join('.') || 'the plan';
  const found = at(value, issue.path);
  if (found === undefined && path.length > 0) {
    return {
      id: 'plan.missing-key',
      severity: 'error',
      path,
      message: `${name} is missing.`,
      why: 'It has no default.',
      hint: `Add it: ${wanted(issue)}.`,
    };
  }
  const params = issue.code === 'custom' ? (issue.params as { id?: string } | undefined) : undefined;
  const choices = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const meant = typeof found === 'string' ? nearest(found, choices) : undefined;
  return {
    id: params?.id ?? 'plan.wrong-value',
    severity: 'error',
    path,
    message: `${name} must be ${wanted(issue)}, not ${shown(found)}.`,
    why: 'The plan cannot be read as one.',
    ...(meant !== undefined && {
      hint: `Did you mean ${meant}?`,
      fix: { title: `Write ${meant}`, edits: [{ op: 'set', path, value: meant }] },
    }),
  };
}

function wanted(issue: Issue): string {
  if (issue.code === 'invalid_value' && issue.values.length > 1) return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'a mapping of keys to values';
  return issue.message;
}

function shown(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return JSON.stringify(value);
}

function planPathOf(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step], value);
}

function placeBetween(lines: LineCounter, from: number, to: number): Place {
  const start = lines.linePos(from);
  const end = lines.linePos(Math.max(from, to));
  return { line: start.line, column: start.col, endLine: end.line, endColumn: end.col };
}

/** The pair that a path's last key names, and what it holds. */
export function pairAt(document: Document, path: PlanPath): Pair | undefined {
  const holder = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (!isMap(holder)) return undefined;
  return holder.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Offsets of the key and its value for a mapping's entry, of the item for a list's; else of the nearest thing above, at last of the start. */
function rangeOf(document: Document, path: PlanPath, want: 'key' | undefined): readonly [number, number] {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    const pair = pairAt(document, part);
    if (pair !== undefined && isPair(pair) && isScalar(pair.key) && pair.key.range) {
      const whole = isScalar(pair.value) && length === path.length && want !== 'key';
      const value = whole && isScalar(pair.value) ? pair.value.range : undefined;
      return value ? [value[0], value[1]] : [pair.key.range[0], pair.key.range[1]];
    }
    const node: unknown = document.getIn(part, true);
    if (isNode(node) && node.range) {
      // A whole item of a list would mark many lines: its first key stands for it.
      const first = isCollection(node) ? node.items[0] : undefined;
      const key = isPair(first) && isScalar(first.key) ? first.key.range : undefined;
      return key ? [key[0], key[1]] : [node.range[0], node.range[1]];
    }
  }
  return [0, 0];
}
