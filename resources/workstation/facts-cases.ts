/**
 * `node resources/workstation/facts-cases.ts NAME…`: writes into app/plan/facts/NAME.yaml what the code says now of each
 * case. A case wants `what` and `plan`, may have `loaded`, `kernel` and `script: true`, and the rest is filled in. What
 * is filled in is no proof of anything: read it, and judge whether it is right for that board, before it is committed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, isCollection, isScalar, parseDocument, visit } from 'yaml';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { profileOf } from '../../app/host/profiles/profiles.ts';
import { corpusFacts } from '../../app/plan/testing/corpus.ts';
import { corpusCase, outcome } from '../../app/plan/testing/corpus-case.ts';

/** What is short stands in one line, and what has several as it is. */
function fold(document: Document): void {
  visit(document, {
    Scalar(_at, scalar) {
      if (typeof scalar.value === 'string' && scalar.value.includes('\n')) scalar.type = 'BLOCK_LITERAL';
    },
    Pair(_at, { key, value }) {
      if (!isScalar(key) || !isCollection(value)) return;
      const short = ['path', 'edits', 'action'].includes(String(key.value));
      // The text of a file stays a block.
      if (short && !JSON.stringify(value).includes('"text"')) value.flow = true;
    },
  });
}

for (const name of process.argv.slice(2)) {
  const file = join(import.meta.dirname, '../../app/plan/facts', `${name}.yaml`);
  const text = parseDocument(await readFile(file, 'utf8'));
  const board = corpusFacts(name);
  const { profile } = await profileOf(board);
  const { cases } = text.toJS() as { cases: unknown[] };
  text.set('profile', profile.id);
  text.set(
    'cases',
    cases.map((each) => {
      const given = corpusCase.parse(each);
      // Where there are errors there are no steps and no script.
      return { ...given, script: undefined, ...outcome(given, { board, profile }) };
    }),
  );
  const filled = parseDocument(text.toString());
  fold(filled);
  await writeFile(file, filled.toString({ lineWidth: 0 }));
  await runProgram('node_modules/.bin/biome', ['format', '--write', file]);
  console.log(`wrote ${file}`);
}
