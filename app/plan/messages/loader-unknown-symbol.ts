/** kernel/module/main.c: simplify_symbols(); Linux 6.1 and 6.12. */
import { builtForBoard } from './built-for-board.ts';
import { line } from './format.ts';
import type { Message } from './message.ts';

const reasons: Readonly<Record<string, string>> = {
  '-2': 'has none of that name, or gives it to GPL modules only',
  '-22': 'has it in another version than the module was built with',
  '-16': 'has it in a module that is not ready',
};

export const loaderUnknownSymbol: Message = {
  id: 'loader.unknown-symbol',
  weight: 'cause',
  lines: [line('%s: Unknown symbol %s (err %d)', 'module', 'symbol', 'errno')],
  explain: ({ module = '', symbol = '', errno = '' }, context) => ({
    meaning: `${module} needs ${symbol} of the kernel, which ${reasons[errno] ?? `refused it (${errno})`}: the module was built against another configuration, or another module has to be loaded first.`,
    ...builtForBoard(context),
  }),
};
