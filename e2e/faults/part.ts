/** A part of the matrix in a process of its own (parts.ts): `part.ts BOARD CHOICE`, the choice as JSON. */
import { type Choice, runMatrix } from './matrix.ts';
import type { FromPart } from './parts.ts';

const [, , name = '', choice = ''] = process.argv;
const tell = (told: FromPart) => void process.send?.(told);
const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());
// A terminal gives it to the parent too, who says what to do.
process.on('SIGINT', () => {});

await runMatrix(name, JSON.parse(choice) as Choice, {
  onCell: (cell) => tell({ cell }),
  note: (note) => tell({ note }),
  signal: ending.signal,
});
process.disconnect?.();
