/** Names behind `#include`: those that some file of the set includes, as the ones that are known to be there. */
import type { LanguageDocument } from '../document.ts';
import type { CompletionItem } from './completion-item.ts';

/** With their marks, as what is typed has one too; beside the text, and with `<>` the ones that the kernel's bindings have. */
export function includableNames(document: LanguageDocument, typed: string): CompletionItem[] {
  const names = new Set<string>();
  for (const [file, text] of document.source.files)
    for (const { kind, closed, start, end } of document.tokensOf(file))
      if (kind === 'included' && closed) names.add(text.slice(start, end));
  for (const name of usualHeaders) names.add(`<${name}>`);
  const [mark] = typed;
  return [...names]
    .filter((name) => mark === undefined || name.startsWith(mark))
    .map((name) => ({ label: name, kind: 'file', insert: name }));
}

/** include/dt-bindings of the kernel, of which sources of boards have the most. */
const usualHeaders = [
  'dt-bindings/gpio/gpio.h',
  'dt-bindings/interrupt-controller/arm-gic.h',
  'dt-bindings/interrupt-controller/irq.h',
  'dt-bindings/clock/xlnx-zynqmp-clk.h',
  'dt-bindings/dma/xlnx-zynqmp-dpdma.h',
  'dt-bindings/power/xlnx-zynqmp-power.h',
  'dt-bindings/reset/xlnx-zynqmp-resets.h',
];
