/** kernel/module/main.c: check_modinfo(); Linux 6.1 and 6.12. */
import { builtForBoard } from './built-for-board.ts';
import { line } from './format.ts';
import type { Message } from './message.ts';

export const loaderVersionMagic: Message = {
  id: 'loader.version-magic',
  weight: 'cause',
  lines: [line("%s: version magic '%s' should be '%s'", 'module', 'found', 'wanted')],
  explain({ module = '', found = '', wanted = '' }, context) {
    const [[was = '', ...flags], [is = '', ...wants]] = [found.trim().split(' '), wanted.trim().split(' ')];
    const missing = wants.filter((flag) => !flags.includes(flag));
    const extra = flags.filter((flag) => !wants.includes(flag));
    const differs =
      was === is
        ? [missing.length > 0 && `it lacks ${missing.join(' ')}`, extra.length > 0 && `it has ${extra.join(' ')}`]
            .filter((each) => each !== false)
            .join(' and ')
        : `it was built for Linux ${was}`;
    return {
      meaning: `${module} is for another kernel than the ${is} that runs: ${differs || 'the order of its flags is another'}.`,
      ...builtForBoard(context),
    };
  },
};
