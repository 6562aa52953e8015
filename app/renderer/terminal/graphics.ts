/** Whether the page can draw with a graphics processor. */

/** Programs that play one: text is drawn faster without them. */
const played = /swiftshader|llvmpipe|software|basic render/i;

export function hasGraphicsProcessor(): boolean {
  const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (context === null) return false;
  const named = context.getExtension('WEBGL_debug_renderer_info');
  const name = String(context.getParameter(named === null ? context.RENDERER : named.UNMASKED_RENDERER_WEBGL));
  // A page has few of them.
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !played.test(name);
}
