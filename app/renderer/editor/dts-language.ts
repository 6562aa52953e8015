/** Device-tree sources as the editor colours and folds them (the Devicetree Specification, chapter 6; dtc's own additions). */
import * as monaco from 'monaco-editor/editor/editor.api.js';

export const dtsId = 'dts';

/** Letters; to read as many takes a part of a frame. */
const longText = 1 << 17;

/** Longer ones, whose brackets are not paired: to find the first pair the editor reads the whole text. */
const longDtsId = 'long-dts';

export const dtsIds = [dtsId, longDtsId];

export const dtsIdOf = (text: string): string => (text.length > longText ? longDtsId : dtsId);

/** Characters of property and node names (2.2.1, 2.2.4.1), and what labels may have. */
const name = /[A-Za-z0-9,._+?#-]+/;
const label = /[A-Za-z_]\w*/;

export function registerDts(): void {
  register(dtsId, [
    ['{', '}'],
    ['<', '>'],
    ['[', ']'],
    ['(', ')'],
  ]);
  register(longDtsId, []);
}

function register(id: string, brackets: monaco.languages.CharacterPair[]): void {
  monaco.languages.register({ id });
  monaco.languages.setLanguageConfiguration(id, {
    comments: { lineComment: '//', blockComment: ['/*', '*/'] },
    brackets,
    autoClosingPairs: [
      { open: '{', close: '};' },
      { open: '<', close: '>' },
      { open: '[', close: ']' },
      { open: '(', close: ')' },
      { open: '"', close: '"', notIn: ['string', 'comment'] },
    ],
    onEnterRules: [
      {
        beforeText: /\{\s*$/,
        afterText: /^\s*\}/,
        action: { indentAction: monaco.languages.IndentAction.IndentOutdent },
      },
    ],
    indentationRules: { increaseIndentPattern: /\{[^}]*$/, decreaseIndentPattern: /^\s*\}/ },
    wordPattern: name,
  });
  monaco.languages.setMonarchTokensProvider(id, {
    defaultToken: '',
    tokenPostfix: '',
    tokenizer: {
      root: [
        { include: 'blank' },
        [/^\s*#\s*(?:include|define|undef|ifdef|ifndef|if|else|elif|endif|error|pragma)\b/, 'keyword'],
        [/\/(?:dts-v1|plugin|memreserve|include|bits|delete-node|delete-property|omit-if-no-ref|incbin)\//, 'keyword'],
        [/&\{[^}]*\}/, 'type'],
        [new RegExp(`&${label.source}`), 'type'],
        [new RegExp(`${label.source}(?=:)`), 'type'],
        // A node's name is before its brace, a property's before its value or its end.
        [new RegExp(`${name.source}(?:@[0-9A-Za-z,._+-]+)?(?=\\s*\\{)`), 'keyword'],
        [/\/(?=\s*\{)/, 'keyword'],
        [new RegExp(`${name.source}(?=\\s*[=;])`), ''],
        { include: 'values' },
      ],
      cells: [[/>/, 'delimiter', '@pop'], { include: 'blank' }, { include: 'values' }],
      bytes: [[/\]/, 'delimiter', '@pop'], { include: 'blank' }, [/[0-9A-Fa-f]{2}/, 'number.hex']],
      values: [
        [/"/, 'string', '@string'],
        [/</, 'delimiter', '@cells'],
        [/\[/, 'delimiter', '@bytes'],
        [/&\{[^}]*\}/, 'type'],
        [new RegExp(`&${label.source}`), 'type'],
        [/0[xX][0-9A-Fa-f]+(?:U|L|UL|LL|ULL)?/, 'number.hex'],
        [/'(?:[^'\\]|\\.)*'/, 'string'],
        [/\b\d+(?:U|L|UL|LL|ULL)?\b/, 'number'],
        [/[A-Za-z_]\w*/, ''],
        [/[{}();,]/, 'delimiter'],
        [/[-+*/%&|^~!<>=?:]+/, 'operators'],
      ],
      blank: [
        [/\s+/, ''],
        [/\/\*/, 'comment', '@comment'],
        [/\/\/.*$/, 'comment'],
      ],
      comment: [
        [/\*\//, 'comment', '@pop'],
        [/[^*]+|\*/, 'comment'],
      ],
      string: [
        [/"/, 'string', '@pop'],
        [/[^"\\]+|\\./, 'string'],
      ],
    },
  });
}
