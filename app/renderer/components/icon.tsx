/** A sign of the icon font; it says nothing to a screen reader, so words stand beside it. */
import '@vscode/codicons/dist/codicon.css';
import './icon.css';

/** `name` as in the codicons' list, such as `debug-disconnect`. */
export function Icon({ name, spin = false }: { name: string; spin?: boolean }) {
  return <span aria-hidden="true" className={`codicon codicon-${name}${spin ? ' codicon-modifier-spin' : ''}`} />;
}
