/**
 * `make test-devicetree`: each device tree of Debian's kernels for arm64 and armhf, read, judged, written, printed and compiled again.
 * Ends with `N passed, N failed` and writes docs/evidence/devicetree.md. ONLY="zynq k26" in the environment chooses the files whose
 * names hold one of the words, and writes nothing.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { runProgram } from '../../app/host/emulated-board/run-program.ts';
import { checkTree, ways } from '../../e2e/devicetree/check-tree.ts';
import { evidence, type PackageEvidence } from '../../e2e/devicetree/evidence.ts';
import { kernelTrees } from '../../e2e/devicetree/tree-files.ts';

const words = process.env.ONLY?.split(/[\s,]+/).filter((word) => word !== '') ?? [];
const commit = (await runProgram('git', ['describe', '--always', '--dirty', '--exclude=*'])).trim();

const packages: PackageEvidence[] = [];
const leftOut: string[] = [];
for (const { package: name, folder, files } of await kernelTrees((sentence) => leftOut.push(sentence))) {
  const chosen = files.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
  console.log(`\n# ${name}: ${chosen.length} trees`);
  const outcomes: PackageEvidence['outcomes'][number][] = [];
  for (const file of chosen) {
    const short = file.slice(folder.length + 1);
    for (const outcome of checkTree(new Uint8Array(await readFile(file)))) {
      outcomes.push({ ...outcome, file: short });
      if (outcome.result === 'different') console.log(`not ok - ${short}: ${outcome.way}: ${outcome.reason}`);
    }
  }
  packages.push({ package: name, trees: chosen.length, outcomes });
  for (const way of ways) {
    const here = outcomes.filter((each) => each.way === way);
    const count = (result: string) => here.filter((each) => each.result === result).length;
    if (here.length > 0)
      console.log(
        `${way}: ${here.length}, identical ${count('identical')}, equal ${count('equal')}, different ${count('different')}`,
      );
  }
}

for (const sentence of leftOut) console.log(`\n# ${sentence}`);
const all = packages.flatMap(({ outcomes }) => outcomes);
const failed = all.filter(({ result }) => result === 'different').length;
if (words.length === 0) {
  await mkdir('docs/evidence', { recursive: true });
  await writeFile('docs/evidence/devicetree.md', evidence(packages, leftOut, commit, new Date()));
}
console.log(`${all.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 && all.length > 0 ? 0 : 1);
