/** Building: what make says as it comes, and its errors as a list that leads to their places. */
import { useEffect, useRef } from 'react';
import type { BuildMessage } from '../../contract/module.ts';
import { Badge, type Tone } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { CopyCommand } from '../components/command-line.tsx';
import { durationText, Elapsed } from '../components/elapsed.tsx';
import { printable } from '../components/printable.ts';
import { buildCommand } from '../copied-commands/module.ts';
import { arrowList } from '../frame/arrow-list.ts';
import { useShell } from '../host/host-context.tsx';
import { useTask } from '../host/tasks.ts';
import { TerminalView } from '../terminal/terminal-view.tsx';
import { buildKey } from '../terminal/terminals.ts';
import { placeOf } from './build-line.ts';
import { type Build, mostMessages, useBuilds } from './build-store.ts';
import { buildInput } from './choice.ts';
import { StageFailure } from './loaded-section.tsx';
import { buildOutput, moduleKey } from './module-tasks.ts';
import { openSource } from './open-source.ts';
import type { ModuleParts } from './parts.ts';
import { whyLocked } from './why-locked.ts';

const outcomes: Readonly<Record<Build['outcome'], { text: string; icon: string; tone: Tone }>> = {
  running: { text: 'building', icon: 'loading', tone: 'accent' },
  done: { text: 'built', icon: 'pass', tone: 'good' },
  reused: { text: 'built before', icon: 'pass', tone: 'good' },
  failed: { text: 'failed', icon: 'error', tone: 'bad' },
  cancelled: { text: 'cancelled', icon: 'circle-slash', tone: 'plain' },
};

export function BuildSection({ parts }: { parts: ModuleParts }) {
  const { state, choice, tasks } = parts;
  const { name } = state.board;
  const { mac } = useShell();
  const build = useBuilds(({ builds }) => builds[name]);
  const task = useTask(moduleKey(name));
  const input = buildInput(choice);
  const locked = whyLocked(state, task !== undefined, choice.on === 'board');
  const word = build && outcomes[build.outcome];
  const isRunning = build?.outcome === 'running';
  const section = useRef<HTMLElement>(null);
  const begun = isRunning ? build.since : undefined;
  useEffect(() => {
    if (begun !== undefined) section.current?.scrollIntoView({ block: 'nearest' });
  }, [begun]);
  return (
    <section ref={section} className="stack" aria-label="Build">
      <div className="section-head">
        <h3>Build</h3>
        <span role="status" className="row">
          {word !== undefined && (
            <Badge tone={word.tone} icon={word.icon} spin={isRunning}>
              {word.text}
            </Badge>
          )}
        </span>
        {build !== undefined &&
          (build.ended === undefined ? (
            <Elapsed since={build.since} />
          ) : (
            <span className="mono muted">{durationText(build.ended - build.since)}</span>
          ))}
        {build !== undefined && <span className="muted small">{countWords(build)}</span>}
        <span className="grow" />
        {isRunning && task !== undefined ? (
          <Button icon="debug-stop" disabled={task.stopping} onClick={task.stop}>
            Cancel
          </Button>
        ) : (
          <Button
            icon="tools"
            disabled={locked !== undefined || input === undefined}
            title={locked ?? (input === undefined ? 'Name the folder of the source.' : undefined)}
            onClick={() => input !== undefined && void tasks.build(input)}
          >
            Build
          </Button>
        )}
        {input !== undefined && <CopyCommand command={buildCommand(name, input)} />}
      </div>
      {build !== undefined && (
        <div className="build">
          <div className="build-output">
            <TerminalView
              name={`Build for ${name}`}
              terminalKey={buildKey(name)}
              live={buildOutput(name, mac)}
              readOnly
              status={`${build.lines} ${build.lines === 1 ? 'line' : 'lines'}`}
            />
          </div>
          {build.messages.length > 0 && <Messages build={build} />}
        </div>
      )}
      <StageFailure parts={parts} stages={['build']} />
    </section>
  );
}

function countWords({ errors, warnings }: Build): string {
  const count = (number: number, word: string) => (number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`]);
  return [...count(errors, 'error'), ...count(warnings, 'warning')].join(', ');
}

function Messages({ build: { messages, errors, warnings } }: { build: Build }) {
  const left = errors + warnings - messages.length;
  return (
    <section className="build-messages" aria-label="Errors and warnings of the build">
      <ol aria-label="Errors and warnings" onKeyDown={arrowList}>
        {messages.map((message, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are only added to, at the end.
          <li key={index}>
            <Message message={message} />
          </li>
        ))}
      </ol>
      {left > 0 && (
        <p className="small muted">{`The first ${mostMessages} are listed; ${left} more are in the output.`}</p>
      )}
    </section>
  );
}

function Message({ message: told }: { message: BuildMessage }) {
  const { grade, message, place } = told;
  const here = placeOf(told);
  const name = place && `${fileName(place.file ?? place.text.replace(/(?::\d+)+$/, ''))}:${place.line}`;
  const inside = (
    <>
      <Badge tone={grade === 'error' ? 'bad' : 'warn'} icon={grade === 'error' ? 'error' : 'warning'}>
        {grade}
      </Badge>
      <span className="build-message-text">
        {name !== undefined && <span className="mono">{printable(name)} </span>}
        {printable(message)}
      </span>
    </>
  );
  return here === undefined ? (
    <div className="build-message">{inside}</div>
  ) : (
    <button
      type="button"
      data-item
      className="build-message"
      title={`${here.file}:${here.line}`}
      onClick={() => openSource(here)}
    >
      {inside}
    </button>
  );
}

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
