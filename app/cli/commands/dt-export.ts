/** `dt export`: a plan's regions, or an overlay, in the forms that builds and boards take device trees in. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { writeFdt } from '../../devicetree/fdt/write-fdt.ts';
import { mergeBeforeBoot } from '../../devicetree/overlay/merge-before-boot.ts';
import { printTree } from '../../devicetree/print/print-tree.ts';
import { readSource } from '../../devicetree/source/read-source.ts';
import { cellCounts, indexTree } from '../../devicetree/tree-index.ts';
import { type RegionForm, regionSource } from '../../devicetree/uiomem/region-source.ts';
import { readPlan } from '../../plan/document.ts';
import type { Arguments, Command, Context } from '../command.ts';
import { notedFindings } from '../device-tree/finding-text.ts';
import { baseOption, judge } from '../device-tree/judge.ts';
import { boardOptions, includeOption, readTreeFile, type TreeInput, wholeTree } from '../device-tree/tree-input.ts';
import { openOutput } from '../output-file.ts';
import { readPlanFile } from '../plan-file.ts';

const forms = ['dtso', 'dtbo', 'dts', 'system-user.dtsi'] as const;
type Form = (typeof forms)[number];

export const dtExportCommands: readonly Command[] = [
  {
    words: 'dt export',
    about:
      'Write the regions of a plan that load by device tree, or an overlay, as .dtso, .dtbo, the board’s whole .dts with them, or PetaLinux’s system-user.dtsi.',
    example: 'uiomem-studio dt export bringup.yaml --as dtbo --out uiomem.dtbo',
    positionals: ['[FILE]'],
    options: {
      as: { value: 'FORM', choices: forms, about: 'otherwise by the ending of --out, else dtso' },
      out: { value: 'FILE', about: 'where it goes; otherwise a text is printed' },
      all: { about: 'regions of the plan that load by insmod too' },
      reserve: { about: 'keep the regions from Linux by no-map reservations; they hold from the next boot on' },
      force: { about: 'replace a file that is there' },
      ...boardOptions,
      ...baseOption,
      ...includeOption,
    },
    async run(context, args) {
      const [named] = args.positionals;
      const out = args.option('out');
      const form = formOf(args, out);
      const isOverlay = /\.(?:dtso?|dtbo)$/.test(named ?? '');
      const input = isOverlay ? await readTreeFile(named ?? '', args) : await ofPlan(context, args, named, form);
      notedFindings(context, input);
      const bytes = await inForm(context, args, input, form);
      const result = { form, ...(out !== undefined && { file: out }), bytes: bytes.length };
      if (out === undefined) {
        if (form === 'dtbo') {
          throw problem('device-tree.no-output', 'A .dtbo is no text to be printed.', {
            hint: '--out FILE says where it goes.',
          });
        }
        const text = Buffer.from(bytes).toString();
        return { result: { ...result, text }, text: text.trimEnd() };
      }
      await using output = await openOutput(out, { replace: args.has('force') });
      await output.write(bytes);
      await output.finish();
      return { result, text: `wrote ${out}, ${bytes.length} bytes` };
    },
  },
];

function formOf(args: Arguments, out: string | undefined): Form {
  const said = args.option('as') ?? forms.find((form) => out?.endsWith(form.includes('.') ? form : `.${form}`));
  return forms.find((form) => form === said) ?? 'dtso';
}

/** Throws `plan.lint` for a text that says no plan, `device-tree.no-regions`, `device-tree.beyond-cells`. */
async function ofPlan(context: Context, args: Arguments, named: string | undefined, form: Form): Promise<TreeInput> {
  const { text, shown } = await readPlanFile(named);
  const { plan, findings } = readPlan(text);
  if (plan === undefined) {
    throw problem('plan.lint', `${shown} says no whole plan; the first: ${findings[0]?.message ?? ''}`, {
      hint: 'plan lint tells all of it.',
      data: { findings },
    });
  }
  const regions = plan.regions.filter(({ load }) => args.has('all') || load === 'device-tree');
  if (regions.length === 0) {
    throw problem('device-tree.no-regions', `No region of ${shown} loads by device tree.`, {
      hint: '--all takes those that load by insmod, too; load: device-tree says it in the plan.',
    });
  }
  const { base } = args.has('reserve') ? await judge(context, args) : {};
  const cells = base?.tree === undefined ? { address: 2, size: 2 } : cellCounts(base.tree.root);
  const written: RegionForm = {
    form: form === 'system-user.dtsi' ? 'system-user' : 'overlay',
    ...(args.has('reserve') && { reserve: { cells } }),
  };
  const made = regionSource(regions, written);
  if (made.text === undefined) {
    const [first] = made.findings;
    throw problem('device-tree.beyond-cells', first?.message ?? '', {
      ...(first?.hint !== undefined && { hint: first.hint }),
      data: { findings: made.findings },
    });
  }
  // What PetaLinux generates is not here to be included.
  if (written.form === 'system-user') return { shown, tree: undefined, findings: [], text: made.text };
  const source = readSource(shown, made.text, () => undefined);
  return { shown, tree: source.tree, source, findings: source.findings, text: made.text };
}

async function inForm(context: Context, args: Arguments, input: TreeInput, form: Form): Promise<Uint8Array> {
  const text = () => input.text ?? printTree(wholeTree(input), { asSource: true });
  switch (form) {
    case 'dtso':
      return Buffer.from(text());
    case 'system-user.dtsi':
      return Buffer.from(
        text()
          .replace(/^\s*\/dts-v1\/;\s*/, '')
          .replace(/^\s*\/plugin\/;\s*/, '/include/ "system-conf.dtsi"\n\n'),
      );
    case 'dtbo':
      return writeFdt(wholeTree(input));
    case 'dts': {
      const { base } = await judge(context, args);
      if (base === undefined) {
        throw problem('device-tree.no-base', 'A whole .dts is that of a board, and none is known.', {
          hint: '--board NAME, --facts FILE or --base FILE names its tree.',
        });
      }
      const booted = wholeTree(base);
      const { tree, findings } = mergeBeforeBoot(booted, wholeTree(input), {
        source: input.source,
        labels: base.source?.labels,
        index: indexTree(booted),
      });
      notedFindings(context, { ...input, findings });
      if (tree === undefined) {
        throw problem(
          'device-tree.rehearsal',
          `${input.shown} does not go onto ${base.shown}: ${findings[0]?.message ?? ''}`,
          {
            hint: 'dt rehearse tells all of it.',
            data: { findings },
          },
        );
      }
      return Buffer.from(printTree(tree));
    }
  }
}
