/** The forms that a report is written in, and which one a file's name asks for. */
import { extname } from 'node:path';
import { z } from 'zod';
import { reportHtml } from '../plan/report/html.ts';
import { reportMarkdown } from '../plan/report/markdown.ts';
import { type Report, report as reportSchema } from '../plan/report/report.ts';

export const reportForms = ['html', 'md', 'json'] as const;
type ReportForm = (typeof reportForms)[number];

const endings: Readonly<Record<string, ReportForm>> = {
  '.html': 'html',
  '.htm': 'html',
  '.md': 'md',
  '.markdown': 'md',
  '.json': 'json',
};

/** The form that was asked for, else that of the file's ending, else Markdown. */
function formOf(asked: string | undefined, file: string | undefined): ReportForm {
  const form = reportForms.find((each) => each === asked);
  return form ?? endings[extname(file ?? '').toLowerCase()] ?? 'md';
}

/** Ends with a line break. `asked`: one of {@link reportForms}; `file`: where it will go. */
export function reportText(report: Report, asked?: string, file?: string): string {
  switch (formOf(asked, file)) {
    case 'html':
      return reportHtml(report);
    case 'md':
      return reportMarkdown(report);
    case 'json':
      return `${JSON.stringify(z.encode(reportSchema, report), undefined, 2)}\n`;
  }
}
