/** The errors in the output of make and the compilers, for a person who does not want to read all of it. */
export interface CompilerError {
  readonly file: string;
  /** From 1; absent where the tool names only the file. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

const patterns: readonly RegExp[] = [
  // gcc, clang, cpp: file:line[:column]: [fatal ]error: message
  /^(?<file>[^\s:][^:]*):(?<line>\d+):(?:(?<column>\d+):)? (?:fatal )?error: (?<message>.*)$/,
  // the assembler: file:line: Error: message
  /^(?<file>[^\s:][^:]*):(?<line>\d+): Error: (?<message>.*)$/,
  // make: Makefile:3: *** message.  Stop.
  /^(?<file>[^\s:][^:]*):(?<line>\d+): \*\*\* (?!\[)(?<message>.*?)\.?\s+Stop\.$/,
  // make without a place; those in brackets only repeat that something below failed
  /^make(?:\[\d+\])?: \*\*\* (?!\[)(?<message>.*?)\.?\s+Stop\.$/,
  // modpost: ERROR: modpost: "symbol" [file.ko] undefined!
  /^ERROR: modpost: (?<message>.*)$/,
];

/** The first `most` errors in the order in which they were printed. Paths below `folder` are told relative to it. */
export function compilerErrors(lines: readonly string[], folder: string, most = 10): CompilerError[] {
  const errors: CompilerError[] = [];
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  for (const line of lines) {
    if (errors.length >= most) break;
    const error = compilerError(line);
    if (error === undefined) continue;
    const { file } = error;
    errors.push({ ...error, file: file.startsWith(prefix) ? file.slice(prefix.length) : file });
  }
  return errors;
}

/** The error that a line tells, with the file as it stands there; empty: it names none. */
export function compilerError(line: string): CompilerError | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(line)?.groups;
    if (found !== undefined) return errorOf(found);
  }
  return undefined;
}

/** Of the named groups of a pattern. */
export function errorOf(found: Readonly<Record<string, string | undefined>>): CompilerError {
  const { file = '', message = '' } = found;
  return {
    file,
    ...(found.line === undefined ? {} : { line: Number(found.line) }),
    ...(found.column === undefined ? {} : { column: Number(found.column) }),
    message,
  };
}

/** `file:line: message`, with only what is known. */
export function describeError(error: CompilerError): string {
  const place = [error.file, error.line, error.column].filter((part) => part !== undefined && part !== '').join(':');
  return place === '' ? error.message : `${place}: ${error.message}`;
}
