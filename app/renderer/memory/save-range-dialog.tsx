/** *Save range as binary…*: which bytes, what that costs, how far it is, and the digest of what was saved. */
import { useEffect, useRef, useState } from 'react';
import { hex } from '../../../remote-helper/contract/hex.ts';
import { type Problem, problemOf, problem as problemOfId } from '../../../remote-helper/rpc/problem.ts';
import { exactSize } from '../../plan/quantity.ts';
import { Banner, ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { CommandLine } from '../components/command-line.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Progress } from '../components/progress.tsx';
import { TextField } from '../components/text-field.tsx';
import { dumpCommand } from '../copied-commands/memory.ts';
import { rangeErrors } from '../sync/attributes-form.tsx';
import type { DeviceSession } from './device-session.ts';
import { eyeNames } from './eye-words.ts';
import type { ByteRange } from './memory-source.ts';
import { canStream, largestDownload, openTarget, saveName } from './save-range.ts';
import { roundSize, sizeWords } from './size-words.ts';

type Phase =
  | { readonly is: 'asking'; readonly cancelled?: boolean; readonly problem?: Problem }
  | { readonly is: 'saving'; readonly range: ByteRange; readonly since: number; readonly done: bigint }
  | { readonly is: 'saved'; readonly size: bigint; readonly name: string; readonly sha256: string };

/** Milliseconds between two words about how far it is. */
const tellMs = 100;

export function SaveRangeDialog({
  session,
  first,
  onClose,
}: {
  session: DeviceSession;
  first: ByteRange;
  onClose(): void;
}) {
  const { device, board } = session;
  const { eye } = session.view.getState();
  const [texts, setTexts] = useState({ offset: hex(first.offset), size: exactSize(first.size) });
  const [phase, setPhase] = useState<Phase>({ is: 'asking' });
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const { range, ...errors } = rangeErrors(texts.offset, texts.size, device.size, 'there is no more');
  const tooLarge = range !== undefined && !canStream() && range.size > largestDownload;
  const name = saveName(board, device.name, device.address + (range?.offset ?? 0n));
  const ready = range !== undefined && range.size > 0n && !tooLarge;

  const save = async () => {
    if (!ready) return;
    const controller = new AbortController();
    abort.current = controller;
    try {
      const target = await openTarget(name);
      if (target === undefined) return;
      setPhase({ is: 'saving', range, since: Date.now(), done: 0n });
      let done = 0n;
      let toldAt = 0;
      try {
        const sha256 = await session.dump(range, controller.signal, async (bytes) => {
          await target.write(bytes);
          done += BigInt(bytes.length);
          if (performance.now() - toldAt < tellMs) return;
          toldAt = performance.now();
          setPhase((now) => (now.is === 'saving' ? { ...now, done } : now));
        });
        if (done !== range.size) {
          throw problemOfId('save.short', `Only ${done} of ${range.size} bytes came, so nothing was saved.`);
        }
        await target.finish();
        setPhase({ is: 'saved', size: done, name: target.name, sha256 });
      } catch (thrown) {
        await target.abandon();
        throw thrown;
      }
    } catch (thrown) {
      setPhase(
        controller.signal.aborted ? { is: 'asking', cancelled: true } : { is: 'asking', problem: problemOf(thrown) },
      );
    }
  };

  return (
    <Dialog
      title={`Save a range of ${device.name} as binary`}
      about={
        <p>
          Reads each byte once, through the {eyeNames[eye]} eye. Syncs nothing, and changes nothing on {board}.
        </p>
      }
      onClose={() => (phase.is === 'saving' ? abort.current?.abort() : onClose())}
      {...(phase.is === 'asking' && {
        confirm: {
          label: range === undefined ? 'Save' : `Save ${sizeWords(range.size)}`,
          disabled: !ready,
          run: () => void save(),
        },
      })}
      {...(phase.is === 'saving' && { cancel: 'Cancel' })}
    >
      {phase.is === 'asking' && (
        <>
          <div className="save-range">
            <TextField
              label="Offset"
              mono
              value={texts.offset}
              onValue={(offset) => setTexts({ ...texts, offset })}
              error={errors.offset}
            />
            <TextField
              label="Size"
              mono
              value={texts.size}
              onValue={(size) => setTexts({ ...texts, size })}
              error={errors.size ?? (range?.size === 0n ? 'At least 1 byte.' : undefined)}
            />
          </div>
          <p className="row row-wrap">
            <Button onClick={() => setTexts({ offset: '0x0', size: exactSize(device.size) })}>Whole device</Button>
            <span className="mono small muted">{name}</span>
          </p>
          {tooLarge && (
            <Banner
              tone="warn"
              title={`This browser lets a page save at most ${exactSize(largestDownload)} at once.`}
              hint="The command line writes a range of any size."
            />
          )}
          {range !== undefined && (
            <CommandLine
              command={dumpCommand({ board, device: device.name, eye, content: 'memory', ...range }, name)}
            />
          )}
          {phase.cancelled === true && <Banner tone="info" title="Cancelled: no file was written." />}
          {phase.problem !== undefined && (
            <ProblemBanner problem={phase.problem}>
              <p>No file was written.</p>
            </ProblemBanner>
          )}
        </>
      )}
      {phase.is === 'saving' && (
        <Progress
          what={`Saving ${name}`}
          part={Number(phase.done) / Number(phase.range.size)}
          since={phase.since}
          text={`${roundSize(phase.done)} of ${sizeWords(phase.range.size)}${speed(phase.done, Date.now() - phase.since)}`}
        />
      )}
      {phase.is === 'saved' && <Saved name={phase.name} size={phase.size} sha256={phase.sha256} />}
    </Dialog>
  );
}

function speed(done: bigint, milliseconds: number): string {
  if (milliseconds < 300 || done === 0n) return '';
  return ` · ${roundSize(BigInt(Math.round((Number(done) * 1000) / milliseconds)))}/s`;
}

function Saved({ name, size, sha256 }: { name: string; size: bigint; sha256: string }) {
  const [copied, setCopied] = useState('');
  const copy = () =>
    navigator.clipboard.writeText(sha256).then(
      () => setCopied('Copied'),
      () => setCopied('The system did not let it be copied'),
    );
  return (
    <Banner
      tone="good"
      title={`${sizeWords(size)} saved as ${name}`}
      hint={
        <>
          SHA-256 of what was read:
          <br />
          <code className="digest">{sha256}</code>
        </>
      }
      actions={
        <>
          <Button icon="copy" onClick={() => void copy()}>
            Copy digest
          </Button>
          <span role="status" className="small muted">
            {copied}
          </span>
        </>
      }
    />
  );
}
