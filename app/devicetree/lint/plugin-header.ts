import type { SourcePlace, TreeFinding } from '../finding.ts';
import type { TreeRule, TreeRuleInput } from './rule.ts';

/** `device-tree.plugin-missing`: a text that means an overlay and does not say so. */
export const pluginHeader: TreeRule = {
  about: 'the first lines of the text',
  check(input) {
    const { source, tree } = input;
    if (source === undefined || source.plugin) return [];
    const place =
      tree.fragments === undefined ? strangeTarget(input) : input.places.placeOf(tree.fragments[0]?.path ?? '/');
    if (place === undefined) return [];
    return [finding(input, place)];
  },
};

function finding({ source }: TreeRuleInput, place: SourcePlace): TreeFinding {
  const text = source?.files.get(place.file) ?? '';
  const header = /\/dts-v1\/\s*;/.exec(text);
  const end = header === null ? 0 : header.index + header[0].length;
  return {
    id: 'device-tree.plugin-missing',
    severity: 'error',
    message: 'The text is an overlay and has no /plugin/.',
    why: 'Without it a label must be in the text itself, and no __fixups__ are written, by which a kernel or boot loader finds the labels of the base.',
    path: '/',
    place,
    fix: {
      title: 'Write /plugin/;',
      edits: [{ file: place.file, start: end, end, text: header === null ? '/dts-v1/;\n/plugin/;\n' : '\n/plugin/;' }],
    },
  };
}

/** The first `&label {` of a label that the text does not have. */
function strangeTarget({ source }: TreeRuleInput): SourcePlace | undefined {
  return source?.findings.find(({ id, place }) => {
    if (id !== 'device-tree.unknown-label' || place === undefined) return false;
    const text = source.files.get(place.file) ?? '';
    return text[place.start] === '&' && /^\s*\{/.test(text.slice(place.end, place.end + 80));
  })?.place;
}
