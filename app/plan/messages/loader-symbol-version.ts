/** kernel/module/version.c: check_version(), bad_version; Linux 6.1 and 6.12. CONFIG_MODVERSIONS. */
import { builtForBoard } from './built-for-board.ts';
import { line } from './format.ts';
import type { Message } from './message.ts';

export const loaderSymbolVersion: Message = {
  id: 'loader.symbol-version',
  weight: 'cause',
  lines: [line('%s: disagrees about version of symbol %s', 'module', 'symbol')],
  explain: ({ module = '', symbol = '' }, context) => ({
    meaning:
      symbol === 'module_layout'
        ? `${module} was built against a kernel whose basic structures are others (the checksum of module_layout differs), though its release may read the same.`
        : `${module} was built against a kernel in which ${symbol} is another (its checksum differs, CONFIG_MODVERSIONS).`,
    ...builtForBoard(context),
  }),
};

export const loaderNoSymbolVersion: Message = {
  id: 'loader.no-symbol-version',
  weight: 'note',
  lines: [line('%s: no symbol version for %s', 'module', 'symbol')],
  explain: ({ module = '', symbol = '' }) => ({
    meaning: `${module} says no checksum for ${symbol}: it was built without the Module.symvers of this kernel. The kernel lets it pass, unless it insists on versions.`,
    hint: 'Build in a tree that has the Module.symvers of the board’s kernel: headers packages have it, a tree after make modules_prepare alone has not.',
  }),
};
