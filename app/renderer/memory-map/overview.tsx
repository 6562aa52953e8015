/** What a board is, as far as it tells, and where what lies in its memory. */
import type { BoardFacts } from '../../../remote-helper/contract/facts.ts';
import type { BoardState } from '../../contract/state.ts';
import { ramBanks } from '../../plan/iomem.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { Progress } from '../components/progress.tsx';
import { factsCommand } from '../copied-commands/board.ts';
import { instantWord, sizeWord } from '../frame/words.ts';
import { type KnownFacts, useFacts } from '../host/use-facts.ts';
import { MemoryMap } from './memory-map.tsx';

export default function Overview({ state }: { state: BoardState }) {
  const { name } = state.board;
  const { known, task, failure, refresh, isOpen } = useFacts(state);
  return (
    <>
      {failure !== undefined && isOpen && (
        <ProblemBanner
          problem={failure}
          actions={
            <>
              <Button onClick={refresh}>Try again</Button>
              <CopyCommand command={factsCommand(name)} />
            </>
          }
        />
      )}
      {known !== undefined && (
        <>
          <section className="stack" aria-label={`Facts of ${name}`}>
            <div className="section-head">
              <h3>Facts</h3>
              <span className="muted small">
                {isOpen ? 'as of' : 'old: as of'} {instantWord(new Date(known.at).toISOString())}
              </span>
              <span className="grow" />
              <Button icon="refresh" disabled={!isOpen || task !== undefined} onClick={refresh}>
                Ask again
              </Button>
              <CopyCommand command={factsCommand(name)} />
            </div>
            <FactList known={known} />
          </section>
          <MemoryMap state={state} facts={known} />
        </>
      )}
      {known === undefined && task !== undefined && (
        <Progress what={task.what} text={task.text} since={task.since} onCancel={task.stop} />
      )}
      {known === undefined && task === undefined && failure === undefined && isOpen && (
        <Button icon="refresh" onClick={refresh}>
          {`Ask ${name} what it is`}
        </Button>
      )}
    </>
  );
}

function FactList({ known: { board, profile, because } }: { known: KnownFacts }) {
  return (
    <dl className="facts">
      {rowsOf(board).map(([title, text]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      <div>
        <dt>Kind</dt>
        <dd title={because}>{profile.title}</dd>
      </div>
    </dl>
  );
}

/** Pure: what is not known is said to be so, or left out where nobody would expect it. */
function rowsOf(board: BoardFacts): readonly (readonly [title: string, text: string])[] {
  const { cacheLine, pageSize, addressBits, fpga, nodes, space, kernel } = board;
  const roomiest = space
    .filter(({ execute, readOnly }) => execute && readOnly !== true)
    .toSorted((a, b) => (a.freeBytes < b.freeBytes ? 1 : -1))[0];
  return [
    ['Memory', memoryWords(board)],
    ['Pages', sizeWord(BigInt(pageSize))],
    ['Cache line', cacheLine === undefined ? 'not told' : `${cacheLine} bytes`],
    ...(addressBits === undefined ? [] : [['Addresses', `${addressBits} bits`] as const]),
    ...fpga.map(({ kind, name, state }) => [`FPGA ${kind}`, `${name}: ${state}`] as const),
    [
      'Device nodes',
      nodes === undefined
        ? 'not told'
        : { udev: 'by udev', mdev: 'by mdev', devtmpfs: 'by devtmpfs', none: 'nothing makes them' }[nodes],
    ],
    ['Headers', kernel.headers ?? 'not on the board'],
    ['Room', roomiest === undefined ? 'none for programs' : `${sizeRound(roomiest.freeBytes)} in ${roomiest.path}`],
  ];
}

/** What Linux has is not known where the kernel hides its addresses. */
function memoryWords(board: BoardFacts): string {
  const there = (board.memory ?? []).reduce((sum, { size }) => sum + size, 0n);
  if (board.iomem === undefined)
    return there === 0n ? 'not told' : `${sizeRound(there)}, how much Linux has is not told`;
  const managed = sizeRound(ramBanks(board).reduce((sum, { size }) => sum + size, 0n));
  return there === 0n ? managed : `${managed} of ${sizeRound(there)} managed by Linux`;
}

/** A person's size: `2 GiB`, `511 MiB`. */
function sizeRound(bytes: bigint): string {
  const MiB = 1n << 20n;
  if (bytes >= 10n * MiB) return bytes % (1n << 30n) === 0n ? sizeWord(bytes) : `${bytes / MiB} MiB`;
  return `${bytes >> 10n} KiB`;
}
