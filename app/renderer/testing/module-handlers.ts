/** Modules of the scripted host: what was built and sent, who holds devices, and builds that take their time; tests and scenarios change it. */
import type { Handlers } from '../../../remote-helper/rpc/contract.ts';
import { problem } from '../../../remote-helper/rpc/problem.ts';
import type { PreflightRow } from '../../contract/module.ts';
import type { HostContract } from '../../contract.ts';
import { cache, type ModuleSample, module, mySource, row, usualSample } from './module-sample.ts';
import { driver, open } from './sample.ts';
import { pause, type Script, whileHeld } from './script.ts';

export class ScriptedModules implements ModuleSample {
  built = usualSample.built;
  sent = usualSample.sent;
  holders = usualSample.holders;
  rows = usualSample.rows;
  lines = usualSample.lines;
  failing = false;
  loadFails: ModuleSample['loadFails'];

  handlers(host: Script): Partial<Handlers<HostContract>> {
    const named = (board: string | undefined) => host.board(board ?? host.state.boards[0]?.board.name ?? '');
    const uploaded = () =>
      this.sent.map((sha256) => `/home/root/.cache/uiomem-studio-helper/modules/${sha256}/uiomem.ko`);
    const missing = (file: string) => {
      if (!/gone/.test(file)) return;
      throw problem('module.file-missing', `There is no file ${file}.`, { hint: 'Check the path.' });
    };
    const inUse = () => {
      const others = this.holders.filter(({ ours }) => !ours);
      if (others.length === 0) return;
      const who = others.map(({ pid, command, device }) => `${pid} ${command} (${device})`).join('; ');
      throw problem('module.in-use', `The driver cannot be unloaded, for other processes hold its devices: ${who}.`, {
        hint: 'End the processes, or have them close the device.',
        data: { holders: others },
      });
    };
    const unload = (board: string | undefined) => {
      inUse();
      host.put(named(board).board.name, ({ driver: _gone, toolDriver: _tool, ...before }) => ({
        ...before,
        devices: [],
      }));
    };
    const load = (board: string | undefined, parameters: readonly { name: string; value: string }[]) => {
      const loaded = { ...driver, parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, value])) };
      host.put(named(board).board.name, (before) => ({ ...before, driver: loaded }));
    };
    return {
      'module.status': async ({ board }) => {
        await pause(60);
        const { driver: loaded } = named(board);
        return {
          ...(loaded !== undefined && { loaded }),
          architecture: 'arm64',
          tool: { version: driver.version, builds: [] },
          built: [...this.built],
          uploaded: uploaded(),
          holders: loaded === undefined ? [] : [...this.holders],
        };
      },
      'module.list': async () => ({ built: [...this.built] }),
      'module.forget': async ({ path }) => {
        const found = this.built.find((each) => each.path === path);
        if (found === undefined)
          throw problem('module.not-built', `${path} is none of the modules that were built here.`);
        this.built = this.built.filter((each) => each !== found);
        return { module: found };
      },
      'module.preflight': async () => {
        await pause(60);
        return { rows: [...this.rows] };
      },
      'module.check': async ({ file }) => {
        await pause(60);
        missing(file);
        const release: PreflightRow = {
          id: 'module.release',
          title: 'kernel release',
          ok: false,
          wanted: open.kernel,
          found: '6.1.46-ti',
          hint: 'It was built for another kernel: insmod would refuse it. Build it for this one, or boot that one.',
        };
        return {
          path: file,
          name: 'uiomem',
          version: '1.1.0-beta.1',
          architecture: 'arm64',
          vermagic: '6.1.46-ti SMP preempt mod_unload aarch64',
          licence: 'Dual BSD/GPL',
          parameters: [{ name: 'info_enable', type: 'int', about: 'install/uninstall infomation enable' }],
          driver: 'reference',
          rows: [
            row('architecture', 'architecture', 'arm64'),
            release,
            row('licence', 'licence', 'GPL', 'Dual BSD/GPL'),
          ],
        };
      },
      'module.build': async (_input, { item, signal }) => {
        for (const [index, line] of this.lines.entries()) {
          signal.throwIfAborted();
          await item(line);
          await whileHeld(host, index, () => signal.aborted);
          if (this.lines.length < 100) await pause(20);
        }
        signal.throwIfAborted();
        if (this.failing) {
          throw problem(
            'module.build-failed',
            `The module in ${mySource} could not be built for ${open.kernel}: region.c:9:17: ‘sise’ undeclared (first use in this function); did you mean ‘size’?`,
            { hint: `The whole output is in ${cache}/failed-build.log.` },
          );
        }
        const made = module('c0ffee00b41d', { built: new Date().toISOString() });
        this.built = [made, ...this.built.filter(({ path }) => path !== made.path)];
        return { module: made, reused: false };
      },
      'module.upload': async ({ file }, { progress, signal }) => {
        missing(file);
        const found = this.built.find(({ path }) => path === file);
        const total = found?.size ?? 86_312;
        for (let step = 0; step <= 4; step += 1) {
          signal.throwIfAborted();
          progress({ what: 'module', done: Math.floor((total * step) / 4), total });
          await whileHeld(host, step, () => signal.aborted);
          await pause(20);
        }
        const sha256 = found?.sha256 ?? '0'.repeat(64);
        this.sent = [...new Set([...this.sent, sha256])];
        return { path: `/home/root/modules/${sha256}/uiomem.ko`, sha256, sent: true };
      },
      'module.load': async ({ board, parameters }) => {
        load(board, parameters);
        return { devices: [], log: [] };
      },
      'module.reload': async ({ board, parameters = [] }) => {
        const before = named(board).driver;
        unload(board);
        if (this.loadFails !== undefined) {
          const { id, message: told, hint } = this.loadFails;
          const file = this.built[0]?.path;
          const given = Object.entries(before?.parameters ?? {}).map(([name, value]) => ({ name, value }));
          const data = {
            before: { name: 'driver of this tool', parameters: given, ...(file && { file }), loaded: false },
          };
          throw problem(id, `${told} The driver of this tool was unloaded for it, and no driver is loaded now.`, {
            hint,
            data,
          });
        }
        load(board, parameters);
        return { devices: [], log: [], closedMappings: 0 };
      },
      'module.unload': async ({ board }) => {
        const before = named(board).driver;
        unload(board);
        return { closedMappings: 0, log: [], ...(before !== undefined && { module: before }) };
      },
    };
  }
}
