/** Why a form's edit is not made. Each is listed in docs/device-tree.md. */
import type { SourcePlace, TreeFinding } from '../../finding.ts';

/** Thrown within this folder, and given to the caller as `refusal`. */
export class Refused extends Error {
  readonly finding: TreeFinding;

  constructor(finding: Omit<TreeFinding, 'severity'>) {
    super(finding.message);
    this.finding = { severity: 'error', ...finding };
  }
}

const onlyHere = 'A form changes the text that it stands beside, and nothing else.';

export function inclusion(what: string, place: SourcePlace): TreeFinding {
  return {
    id: 'device-tree.edit-elsewhere',
    severity: 'error',
    message: `${what} stands in ${place.file}, which this text includes.`,
    why: onlyHere,
    hint: 'Open that file, or say it anew in this text: &label { … };',
    place,
  };
}

export const elsewhere = (what: string, place: SourcePlace) => new Refused(inclusion(what, place));

export const byMacro = (what: string, place: SourcePlace) =>
  new Refused({
    id: 'device-tree.edit-macro',
    message: `${what} comes of a macro.`,
    why: 'Its letters stand in no text, and who uses the macro elsewhere would get another value, too.',
    hint: 'Change the macro, or write in the text what it stands for.',
    place,
  });

export const noNode = (path: string, property?: string) =>
  new Refused({
    id: 'device-tree.edit-no-node',
    message: `This text has no ${path}${property === undefined ? '' : ` that has ${property}`}.`,
    why: 'It was changed since it was looked at.',
  });

export const noName = (written: string, of: string, words: string) =>
  new Refused({
    id: 'device-tree.edit-name',
    message: `${JSON.stringify(written)} is no name of ${of}.`,
    why: `A name has ${words}.`,
  });

export const noNumber = (written: string, property: string) =>
  new Refused({
    id: 'device-tree.edit-number',
    message: `${JSON.stringify(written)} is no number for ${property}.`,
    why: 'Numbers are written like 0x1000, 4096 or 256 KiB.',
  });

export const beyondCells = (value: bigint, property: string, cells: number) =>
  new Refused({
    id: 'device-tree.beyond-cells',
    message: `0x${value.toString(16)} does not go into the ${cells === 1 ? 'cell' : `${cells} cells`} of ${property}.`,
    why: 'What stands below a node is written in its cells, and this number has more bits.',
    hint: 'Below a bus of its own a node has cells of 64 bits.',
  });

export const noChoice = (written: string, property: string, choices: readonly string[]) =>
  new Refused({
    id: 'device-tree.edit-choice',
    message: `${property} is not ${JSON.stringify(written)}.`,
    why: choices.length === 0 ? 'There is nothing to be chosen.' : `There are ${choices.join(', ')}.`,
  });
