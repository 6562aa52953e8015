// Sets the theme before anything is painted. A file of its own, since the page allows no inline script; app/renderer/design/theme.ts takes over.
(() => {
  const chosen = localStorage.getItem('uiomem-theme');
  const wants = (query) => matchMedia(query).matches;
  const system = wants('(prefers-contrast: more)')
    ? 'contrast'
    : wants('(prefers-color-scheme: light)')
      ? 'light'
      : 'dark';
  document.documentElement.dataset.theme = ['dark', 'light', 'contrast'].includes(chosen) ? chosen : system;
})();
