/** kernel/module/main.c: verify_namespace_is_imported(), verify_exported_symbols(); Linux 6.1 and 6.12. */
import { builtForBoard } from './built-for-board.ts';
import { line } from './format.ts';
import type { Message } from './message.ts';

export const loaderNamespace: Message = {
  id: 'loader.namespace',
  weight: 'cause',
  lines: [
    line('%s: module uses symbol (%s) from namespace %s, but does not import it.', 'module', 'symbol', 'namespace'),
  ],
  explain: ({ module = '', symbol = '', namespace = '' }, context) => ({
    meaning: `${module} uses ${symbol}, which this kernel keeps in the namespace ${namespace}; its source does not say MODULE_IMPORT_NS(${namespace}).`,
    ...builtForBoard(context),
  }),
};

export const loaderDuplicateSymbol: Message = {
  id: 'loader.duplicate-symbol',
  weight: 'cause',
  lines: [line('%s: exports duplicate symbol %s (owned by %s)', 'module', 'symbol', 'owner')],
  explain: ({ module = '', symbol = '', owner = '' }) => ({
    meaning: `${module} exports ${symbol}, which ${owner} has already: the same code is loaded or built in under another name.`,
    hint: owner === 'kernel' ? 'The kernel has the driver built in: leave the module out.' : `Unload ${owner} first.`,
  }),
};
