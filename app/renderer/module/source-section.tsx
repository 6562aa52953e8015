/** Where the module is from: chosen here, and kept. */
import type { BoardState } from '../../contract/state.ts';
import { TextField } from '../components/text-field.tsx';
import { ToggleGroup } from '../components/toggle-group.tsx';
import type { Choice } from './choice.ts';
import { choose } from './choice-store.ts';

export function SourceSection({ state, choice }: { state: BoardState; choice: Choice }) {
  const { name } = state.board;
  const change = (part: Partial<Choice>) => choose(name, part);
  const { from, file, source, folder, on, headers } = choice;
  return (
    <section className="stack" aria-label="Where the module is from">
      <div className="section-head">
        <h3>Module</h3>
        <ToggleGroup<Choice['from']>
          label="Where the module is from"
          value={from}
          options={[
            { value: 'build', label: 'Build one' },
            { value: 'file', label: 'A .ko file' },
            { value: 'loaded', label: 'As it is loaded' },
          ]}
          onValue={(value) => change({ from: value })}
        />
        {from === 'build' && (
          <>
            <ToggleGroup<Choice['source']>
              label="Source"
              value={source}
              options={[
                { value: 'built-in', label: 'This tool’s source' },
                { value: 'folder', label: 'A folder of mine' },
              ]}
              onValue={(value) => change({ source: value })}
            />
            <ToggleGroup<Choice['on']>
              label="Where it is built"
              value={on}
              options={[
                { value: 'workstation', label: 'On this machine' },
                { value: 'board', label: `On ${name}` },
              ]}
              onValue={(value) => change({ on: value })}
            />
          </>
        )}
      </div>
      {from === 'loaded' && (
        <p className="muted">
          {state.driver === undefined
            ? `Nothing is loaded on ${name}: choose a file, or build one.`
            : 'Work goes on with what is loaded now; nothing is built or sent.'}
        </p>
      )}
      {from === 'file' && (
        <TextField
          className="module-path"
          label="Module file"
          mono
          placeholder="~/driver/uiomem.ko"
          value={file}
          onValue={(value) => change({ file: value })}
          note="Of the machine that the host runs on; packed (.ko.xz, .ko.gz, .ko.zst) or not."
        />
      )}
      {from === 'build' && (
        <div className="module-fields">
          {source === 'folder' && (
            <TextField
              className="module-path"
              label="Folder of the source"
              mono
              placeholder="~/driver"
              value={folder}
              onValue={(value) => change({ folder: value })}
              note="The one with its Kbuild or Makefile. It is read, and never written to."
            />
          )}
          <TextField
            className="module-path"
            label={on === 'board' ? `Kernel headers on ${name}` : 'Kernel headers or tree'}
            mono
            placeholder={on === 'board' ? 'looked for: /lib/modules/…/build' : 'looked for by the board’s release'}
            value={headers[on]}
            onValue={(value) => change({ headers: { ...headers, [on]: value } })}
            note={
              on === 'board'
                ? 'A folder of the board; empty: where its kernel’s headers usually are.'
                : 'Or a PetaLinux, Yocto, SDK or Buildroot folder that holds it; empty: looked for on this machine.'
            }
          />
        </div>
      )}
    </section>
  );
}
