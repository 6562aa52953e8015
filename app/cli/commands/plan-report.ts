/** `plan report`, and the report that `plan apply` writes. */
import { problemOf } from '../../../remote-helper/rpc/problem.ts';
import type { Report } from '../../plan/report/report.ts';
import type { Command, Context } from '../command.ts';
import { type OutputFile, openOutput } from '../output-file.ts';
import { readPlanFile } from '../plan-file.ts';
import { reportForms, reportText } from '../report-form.ts';

export const planReportCommands: readonly Command[] = [
  {
    words: 'plan report',
    about:
      'Write down what the newest apply since the board booted did, also one that was rolled back, and what the board is now; FILE: a plan to compare with.',
    example: 'uiomem-studio plan report --board zynq --output bringup.html',
    positionals: ['[FILE]'],
    options: {
      format: {
        value: 'FORM',
        about: 'html, md or json; otherwise by the ending of --output, else md',
        choices: reportForms,
      },
      output: { value: 'FILE', about: 'write it to a file' },
      force: { about: 'replace a file that is there' },
    },
    async run({ client, where, signal }, { positionals: [plan], option, has }) {
      const file = option('output');
      await using output = file === undefined ? undefined : await openOutput(file, { replace: has('force') });
      const text = plan === undefined ? {} : { text: (await readPlanFile(plan)).text };
      const { report } = await client.call('plan.report', { ...where, ...text }, { signal });
      const written = reportText(report, option('format'), file);
      if (output === undefined) return { result: report, text: written.trimEnd() };
      await output.write(Buffer.from(written));
      await output.finish();
      return { result: report, text: `wrote ${file}` };
    },
  },
];

/** Where `--report` of `plan apply` says; opened before anything is done. Throws what {@link openOutput} throws. */
export async function openReport(file: string | undefined, replace: boolean): Promise<ApplyReport | undefined> {
  if (file === undefined) return undefined;
  return new ApplyReport(file, await openOutput(file, { replace }));
}

type Telling = Pick<Context, 'client' | 'where' | 'note'>;

export class ApplyReport implements AsyncDisposable {
  readonly #file: string;
  readonly #output: OutputFile;
  readonly #since = new Date().toISOString();

  constructor(file: string, output: OutputFile) {
    this.#file = file;
    this.#output = output;
  }

  /** Throws what gathering and writing it throws. */
  async write({ client, where, note }: Telling): Promise<void> {
    const { report } = await client.call('plan.report', where);
    await this.#finish(report, note);
  }

  /** Of an apply that failed. One that did not begin has none, and an older one is not it; never rejects. */
  async writeFailed({ client, where, note }: Telling): Promise<void> {
    try {
      const { report } = await client.call('plan.report', where);
      const { began, ended = began } = report.apply;
      if (ended >= this.#since) await this.#finish(report, note);
      else note('no report: nothing of the plan was begun');
    } catch (thrown) {
      note(`no report: ${problemOf(thrown).message}`);
    }
  }

  async #finish(report: Report, note: Telling['note']): Promise<void> {
    await this.#output.write(Buffer.from(reportText(report, undefined, this.#file)));
    await this.#output.finish();
    note(`wrote ${this.#file}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#output[Symbol.asyncDispose]();
  }
}
