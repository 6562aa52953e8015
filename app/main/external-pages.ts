/** The only addresses that a window may hand to the user's browser: what the tool's own texts refer to. */
const pages = ['https://docs.kernel.org/', 'https://devicetree-specification.readthedocs.io/'];

export function isExternalPage(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return pages.some((page) => url.href.startsWith(page));
}
