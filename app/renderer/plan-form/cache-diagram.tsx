/** The way between CPU and device that a cache policy gives: through the cache or past it, and who keeps it right. */
import type { CacheChoice, Writer } from '../../plan/cache-questions.ts';

/** Pixels of the drawing. */
const box = { width: 66, height: 30, gap: 30, top: 34 } as const;
const leftOf = (place: number) => 1 + place * (box.width + box.gap);
const middleOf = (place: number) => leftOf(place) + box.width / 2;
const middle = box.top + box.height / 2;
const size = { width: leftOf(4) - box.gap + 1, height: box.top + box.height + 2 } as const;
/** Of what goes around the boxes in between. */
const above = 16;
const head = 5;

/** Which way what is written goes: `on` to the device, `back` to the CPU. */
type Way = 'on' | 'back' | 'both';
const ways: Readonly<Record<Writer, Way>> = {
  cpu: 'on',
  device: 'back',
  turns: 'both',
  'any-time': 'both',
  alone: 'both',
};

/** Pure. The drawing in words. */
export function diagramText({ content, cache }: CacheChoice, writer: Writer): string {
  if (content === 'registers') return 'CPU to registers, past the cache: one access for each that is written.';
  if (writer === 'alone') return 'CPU to cache to memory. No device uses it.';
  const device = { on: 'the device reads it', back: 'the device writes it', both: 'the device reads and writes it' }[
    ways[writer]
  ];
  switch (cache) {
    case 'noncoherent':
      return `CPU to cache; between cache and memory by sync; and ${device} in memory.`;
    case 'coherent':
      return `CPU to cache; and ${device} through the same cache, which its port snoops.`;
    case 'off':
      return `CPU to memory, past the cache; and ${device} in memory.`;
  }
}

export function CacheDiagram({ choice, writer }: { choice: CacheChoice; writer: Writer }) {
  const { content, cache } = choice;
  const isRegisters = content === 'registers';
  const way = ways[writer];
  const hasDevice = !isRegisters && writer !== 'alone';
  const cached = cache !== 'off';
  return (
    <svg
      className="cache-diagram"
      role="img"
      aria-label={diagramText(choice, writer)}
      viewBox={`0 0 ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
    >
      <Box place={0} text="CPU" />
      <Box place={1} text="Cache" isUnused={!cached} />
      <Box place={2} text={isRegisters ? 'Registers' : 'Memory'} />
      {hasDevice && <Box place={3} text="Device" />}
      {cached ? (
        <>
          <Between place={0} way={hasDevice ? way : 'both'} />
          <Between place={1} way={cache === 'coherent' || !hasDevice ? 'both' : way} isFaint={cache === 'coherent'} />
        </>
      ) : (
        <Around from={0} to={2} way={isRegisters ? 'both' : way} />
      )}
      {hasDevice &&
        (cache === 'coherent' ? <Around from={1} to={3} way={way} text="snoops" /> : <Between place={2} way={way} />)}
      {cache === 'noncoherent' && hasDevice && (
        <text className="cache-diagram-word" x={leftOf(2) - box.gap / 2} y={middle - 8} textAnchor="middle">
          sync
        </text>
      )}
    </svg>
  );
}

function Box({ place, text, isUnused = false }: { place: number; text: string; isUnused?: boolean }) {
  return (
    <>
      <rect
        className={isUnused ? 'cache-diagram-box cache-diagram-unused' : 'cache-diagram-box'}
        x={leftOf(place)}
        y={box.top}
        width={box.width}
        height={box.height}
        rx={4}
      />
      <text className={isUnused ? 'cache-diagram-faint' : ''} x={middleOf(place)} y={middle + 4} textAnchor="middle">
        {text}
      </text>
    </>
  );
}

/** From a box to the next. */
function Between({ place, way, isFaint = false }: { place: number; way: Way; isFaint?: boolean }) {
  const [from, to] = [leftOf(place) + box.width + 2, leftOf(place + 1) - 2];
  return (
    <g className={isFaint ? 'cache-diagram-way cache-diagram-aside' : 'cache-diagram-way'}>
      <path d={`M${from} ${middle} H${to}`} />
      {way !== 'back' && <polygon points={`${to},${middle} ${to - head},${middle - 4} ${to - head},${middle + 4}`} />}
      {way !== 'on' && (
        <polygon points={`${from},${middle} ${from + head},${middle - 4} ${from + head},${middle + 4}`} />
      )}
    </g>
  );
}

/** Over the box in between. */
function Around({ from, to, way, text }: { from: number; to: number; way: Way; text?: string }) {
  const [left, right] = [middleOf(from), middleOf(to)];
  const foot = box.top - 2;
  const arrow = (x: number) => `${x},${foot} ${x - 4},${foot - head} ${x + 4},${foot - head}`;
  return (
    <>
      <g className="cache-diagram-way">
        <path d={`M${left} ${foot} V${above} H${right} V${foot}`} />
        {way !== 'back' && <polygon points={arrow(right)} />}
        {way !== 'on' && <polygon points={arrow(left)} />}
      </g>
      {text !== undefined && (
        <text className="cache-diagram-word" x={(left + right) / 2} y={above - 4} textAnchor="middle">
          {text}
        </text>
      )}
    </>
  );
}
