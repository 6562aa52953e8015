/** Which of the application's handlers were called, and for what: a handler that is set and never called proves nothing. */
export interface Called {
  readonly handler: string;
  readonly about: string;
  readonly outcome: string;
}

export const called: Called[] = [];

export function record(handler: string, about: string, outcome: string): void {
  called.push({ handler, about, outcome });
}
