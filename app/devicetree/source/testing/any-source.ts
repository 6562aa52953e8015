/** Texts for property tests: any tree, said in any way that dtc takes. */
import fc from 'fast-check';

const names = ['soc', 'serial', 'a', 'node-0', 'x,y_z.w+1', 'b'];
const nodeName = fc
  .tuple(fc.constantFrom(...names), fc.constantFrom('', '', '@0', '@9000', '@1,0'))
  .map(([base, unit]) => base + unit);
const propertyName = fc.constantFrom('reg', 'a', 'b', '#size-cells', 'x-y', 'status', '0', 'ranges', 'q?');
const space = fc.constantFrom(' ', ' ', '\n\t', ' /* c */ ', '', ' // c\n', '\t');

/** Labels of the nodes that a text makes first; a reference takes one of those. */
const label = fc.integer({ min: 0, max: 5 }).map((index) => `L${index}`);

const number: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }).map(String),
  fc.integer({ min: 0, max: 0xffff_ffff }).map((value) => `0x${value.toString(16)}`),
  fc.integer({ min: 0, max: 0o777 }).map((value) => `0${value.toString(8)}`),
  fc.constantFrom("'a'", "'\\n'", '1UL', '0xfU'),
);

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small' },
    fc.integer({ min: 0, max: 70 }).map(String),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom(...'+ - * / % << >> < > <= >= == != & | ^ && ||'.split(' ')),
        tie('expression'),
        space,
      )
      .map(([a, operator, b, gap]) => `${a}${gap} ${operator} ${b}`),
    fc.tuple(fc.constantFrom('-', '~', '!'), tie('expression')).map(([operator, a]) => `${operator} ${a}`),
    tie('expression').map((a) => `(${a})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
  ),
}));

const cell = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 2, arbitrary: label.map((name) => `&${name}`) },
  { weight: 1, arbitrary: expression.map((text) => `((${text}) & 0xff)`) },
  { weight: 1, arbitrary: fc.constant('&{/}') },
);

const letters = fc.array(
  fc.constantFrom('a', ' ', ';', '{', '\\"', '\\\\', '\\n', '\\x41', '\\101', 'ü', '/*', '<', '&x'),
  { maxLength: 5 },
);

const part = fc.oneof(
  fc.tuple(fc.array(cell, { maxLength: 4 }), space).map(([cells, gap]) => `<${gap}${cells.join(` ${gap}`)}${gap}>`),
  letters.map((pieces) => `"${pieces.join('')}"`),
  fc
    .uint8Array({ maxLength: 4 })
    .map((bytes) => `[${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}]`),
  label.map((name) => `&${name}`),
  fc
    .tuple(fc.constantFrom(8, 16, 64), fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 3 }))
    .map(([bits, values]) => `/bits/ ${bits} <${values.join(' ')}>`),
);

const property = fc.tuple(propertyName, fc.array(part, { maxLength: 3 }), space).map(([name, parts, gap]) => ({
  name,
  text: parts.length === 0 ? `${name}${gap};` : `${name}${gap}=${gap}${parts.join(`${gap},${gap}`)}${gap};`,
}));

interface AnyNode {
  readonly name: string;
  readonly text: string;
}

const { body } = fc.letrec<{ body: string; node: AnyNode }>((tie) => ({
  body: fc
    .tuple(
      fc.uniqueArray(property, { selector: ({ name }) => name, maxLength: 3 }),
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant([]),
        fc.uniqueArray(tie('node') as fc.Arbitrary<AnyNode>, { selector: ({ name }) => name, maxLength: 3 }),
      ),
      fc.option(propertyName),
      fc.option(nodeName, { freq: 6 }),
      space,
    )
    .map(([properties, nodes, noProperty, noNode, gap]) =>
      [
        ...properties.map(({ text }) => text),
        ...(noProperty !== null && !properties.some(({ name }) => name === noProperty)
          ? [`/delete-property/ ${noProperty};`]
          : []),
        ...nodes.map(({ text }) => text),
        ...(noNode !== null && !nodes.some(({ name }) => name === noNode) ? [`/delete-node/ ${noNode};`] : []),
      ].join(gap),
    ),
  node: fc
    .tuple(nodeName, tie('body') as fc.Arbitrary<string>, space, fc.boolean())
    .map(([name, inside, gap, omit]) => ({
      name,
      text: `${omit ? '/omit-if-no-ref/ ' : ''}${name}${gap}{${gap}${inside}${gap}};`,
    })),
}));

const first = Array.from({ length: 6 }, (_, index) => `L${index}: l${index} { };`).join(' ');

/** What stands at the outermost level behind the root that has the labels. */
const further = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(body, space).map(([inside, gap]) => `/${gap}{${gap}${inside}};`) },
  { weight: 3, arbitrary: fc.tuple(label, body).map(([name, inside]) => `&${name} {${inside}};`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 9 }), label, body)
      .map(([n, name, inside]) => `M${n}: &${name} {${inside}};`),
  },
  { weight: 1, arbitrary: label.map((name) => `/omit-if-no-ref/ &${name};`) },
);

/** A tree that references can be made to by the labels L0 to L5. dtc may still refuse it, for a label given twice. */
export const anySource: fc.Arbitrary<string> = fc
  .tuple(fc.array(further, { maxLength: 4 }), fc.option(label, { freq: 8 }), space)
  .map(
    ([rest, gone, gap]) =>
      `/dts-v1/;${gap}/ { ${first} };${gap}${rest.join(gap)}${gone === null ? '' : `\n/delete-node/ &${gone};`}`,
  );

/** An overlay with labels of its own, L0 to L2, and references to those of the base. */
export const anyOverlay: fc.Arbitrary<string> = fc
  .array(further, { minLength: 1, maxLength: 4 })
  .map((rest) => `/dts-v1/; /plugin/; &base { L0: l0 { L1: l1 { }; }; L2: l2 { }; };\n${rest.join('\n')}`);
