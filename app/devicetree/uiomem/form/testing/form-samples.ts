/** Texts that forms are shown of, and a form's edit as the text that it makes. */
import { applyTextEdits } from '../../../mend.ts';
import { readSource } from '../../../source/read-source.ts';
import type { SourceTree } from '../../../source-tree.ts';
import type { NodePath } from '../../../tree.ts';
import type { TreeIndex } from '../../../tree-index.ts';
import { fieldEdits } from '../field-edits.ts';
import type { FieldName, NodeForm } from '../node-form.ts';
import { nodeForms } from '../node-forms.ts';

export const board = `/dts-v1/;

/ {
	#address-cells = <2>;
	#size-cells = <2>;

	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;

		/* For the camera. */
		frames_reserved: frames@70000000 {
			reg = <0x0 0x70000000 0x0 0x100000>;
			no-map; // kept from Linux
		};

		pool {
			compatible = "shared-dma-pool";
			size = <0x0 0x800000>;
			alignment = <0x0 0x1000>;
			alloc-ranges = <0x0 0x40000000 0x0 0x20000000>;
			reusable;
		};
	};

	frames {
		compatible = "ikwzm,uiomem";
		device-name = "frames";
		memory-region = <&frames_reserved>;
		cache-noncoherent;
	};

	soc {
		compatible = "simple-bus";
		#address-cells = <1>;
		#size-cells = <1>;
		ranges = <0x0 0x0 0xa0000000 0x10000000>;

		/* Two banks. */
		bram: uiomem@40000 {
			compatible = "ikwzm,uiomem";
			reg = <0x40000 0x2000>; /* of the PL */
			minor-number = <3>;
			sync-direction = <2>;
			sync-mode = <2>; // write-combine
			sync-offset = <0x0 0x1000>;
			status = "okay";
		};
	};
};
`;

export const overlay = `/dts-v1/;
/plugin/;

&{/} {
	bus {
		compatible = "simple-bus";
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;

		bram@a0000000 { compatible = "ikwzm,uiomem"; reg = <0 0xa0000000 0 0x40000>; shareable; };
	};
};
`;

export function read(text: string, files: Readonly<Record<string, string>> = {}): SourceTree {
  return readSource('board.dts', text, (file) => (files[file] === undefined ? undefined : { file, text: files[file] }));
}

export function formOf(text: string, path: NodePath, base?: TreeIndex): NodeForm {
  const found = nodeForms(read(text), { base }).nodes.find((each) => each.path === path);
  if (found === undefined) throw new Error(`no form of ${path}`);
  return found;
}

export const fieldValue = (form: NodeForm, name: FieldName) => form.fields.find((each) => each.name === name)?.value;

export const fieldValues = ({ fields }: NodeForm) =>
  Object.fromEntries(fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));

/** The text and the node’s path after it; the id of a refusal alone. */
export function set(
  text: string,
  path: NodePath,
  name: FieldName,
  value: string | undefined,
  base?: TreeIndex,
): { readonly text: string; readonly path: NodePath } | string {
  const { edits, refusal, ...rest } = fieldEdits(read(text), path, name, value, { base });
  if (edits === undefined) return refusal.id;
  return { text: applyTextEdits(text, edits), path: 'path' in rest ? rest.path : path };
}

/** Lines that are in one and not in the other. */
export function changedLines(before: string, after: string): { readonly gone: string[]; readonly come: string[] } {
  const without = (lines: readonly string[], others: readonly string[]) => {
    const left = [...others];
    return lines.filter((line) => {
      const at = left.indexOf(line);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  const [was, now] = [before.split('\n'), after.split('\n')];
  return { gone: without(was, now).map((each) => each.trim()), come: without(now, was).map((each) => each.trim()) };
}
