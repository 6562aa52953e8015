/** What is used of csv-parse. Its own types bring those of node into pure code, so tsconfig.json has these in their place. */
interface CsvOptions {
  readonly delimiter: string;
  readonly info: true;
  readonly bom: boolean;
  readonly relax_column_count: boolean;
  readonly relax_quotes: boolean;
  readonly skip_empty_lines: boolean;
  readonly trim: boolean;
}

/** A record, and the line at which it ends, from 1. */
interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

export function parse(text: string, options: CsvOptions): CsvRecord[];
