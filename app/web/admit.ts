/** The way in: a form with a token is answered with the page and the key of a new window. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { browserShell } from '../contract/shell.ts';
import type { Admission } from './admission.ts';
import { bodyOf, commonHeaders, type Refusal, refuse, wayIn } from './answers.ts';

/** Bytes: a form with one token. */
const largestForm = 1024;

const refused: Refusal = {
  status: 403,
  title: 'This way in is closed',
  text: `A way in opens one window once, within a minute. ${wayIn}`,
};

export async function answerAdmit(
  request: IncomingMessage,
  response: ServerResponse,
  admission: Admission,
  index: () => Promise<string>,
): Promise<void> {
  const body = await bodyOf(request, largestForm);
  if (body === undefined) return refuse(request, response, { ...refused, status: 413 });
  const token = new URLSearchParams(body.toString('latin1')).get('token');
  const key = token === null ? undefined : admission.admit(token);
  if (key === undefined) return refuse(request, response, refused);
  const meta = `<meta name="${browserShell.keyMeta}" content="${key}" />`;
  const page = (await index()).replace('<head>', `<head>\n    ${meta}`);
  response.writeHead(200, {
    ...commonHeaders,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(page),
    'Cache-Control': 'no-store',
  });
  response.end(page);
}
