/** Where the page lives: one origin of a scheme of our own, so that `self` in its content security policy means its files. */
export const pageScheme = 'app';
const pageHost = 'studio';
export const pageOrigin = `${pageScheme}://${pageHost}`;
export const pageAddress = `${pageOrigin}/index.html`;

/** Whether an address is of the page's origin. URL.origin is `null` for schemes that the parser does not know. */
export function isPageAddress(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    url.protocol === `${pageScheme}:` &&
    url.host === pageHost &&
    url.username === '' &&
    url.password === ''
  );
}
