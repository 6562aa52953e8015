/**
 * Chromium loads no scheme that it does not know, so that a privileged scheme of the application becomes a secure origin of its own:
 * app://studio/x is https://studio.app.invalid/x inside the browser, and is told back as app://studio/x to the application.
 */
const schemes = new Map<string, { readonly standard: boolean; readonly secure: boolean }>();

export function privileged(scheme: string, privileges: { standard?: boolean; secure?: boolean }): void {
  schemes.set(scheme, { standard: privileges.standard === true, secure: privileges.secure === true });
}

export function toChromium(address: string): string {
  const [, scheme, host, rest] = /^([a-z]+):\/\/([^/?#]+)(.*)$/.exec(address) ?? [];
  if (scheme === undefined || !schemes.has(scheme)) return address;
  const { standard, secure } = schemes.get(scheme) ?? {};
  if (standard !== true || secure !== true)
    throw new Error(`The stand-in maps standard, secure schemes; ${scheme} is not.`);
  return `https://${host}.${scheme}.invalid${rest}`;
}

export function fromChromium(address: string): string {
  const [, host, scheme, rest] = /^https:\/\/([^/?#]+)\.([a-z]+)\.invalid(.*)$/.exec(address) ?? [];
  return scheme !== undefined && schemes.has(scheme) ? `${scheme}://${host}${rest}` : address;
}
