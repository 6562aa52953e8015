/** Selected bytes to the clipboard, as shown; what of memory is not on the screen is read for it. */
import { problem } from '../../../remote-helper/rpc/problem.ts';
import { selectedRange } from './caret.ts';
import { type CopyForm, largestCopy } from './copy-text.ts';
import type { DeviceSession } from './device-session.ts';
import { layoutOf } from './view-state.ts';

/** Answers how many bytes were copied. Throws `copy.too-large`, `copy.unread`, `copy.refused` and what a read throws. */
export async function copySelection(session: DeviceSession, form: CopyForm): Promise<number> {
  const state = session.view.getState();
  const { offset, size } = selectedRange(layoutOf(session.device.size, state), state);
  if (size > BigInt(largestCopy)) {
    throw problem('copy.too-large', `A selection of ${size} bytes is too large for the clipboard.`, {
      hint: `Select at most ${largestCopy / 1024} KiB, or write it to a file: uiomem-studio mem dump.`,
    });
  }
  const shown = session.source.cache.read(offset, Number(size));
  if (shown === undefined && session.content !== 'memory') {
    throw problem('copy.unread', 'Not all of the selection was read, and registers are read only when asked.', {
      hint: 'Read the selection first.',
    });
  }
  const bytes = shown ?? (await session.read({ offset, size }, undefined));
  try {
    await navigator.clipboard.writeText(form.text(bytes, state.width, state.bigEndian));
  } catch (cause) {
    throw problem('copy.refused', 'The system did not let it be copied.', { cause });
  }
  return Number(size);
}
