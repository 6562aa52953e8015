/** Keys that are pressed together, as the shortcut list names them: `Mod` is what this system has for Ctrl. */
import './keys.css';

const shown = (key: string, mac: boolean) => (key === 'Mod' ? (mac ? '⌘' : 'Ctrl') : key);

/** As text, for tooltips: `Ctrl+J`. */
export function keyText(keys: readonly string[], mac: boolean): string {
  return keys.map((key) => shown(key, mac)).join('+');
}

export function Keys({ keys, mac }: { keys: readonly string[]; mac: boolean }) {
  return (
    <span className="chord">
      {keys.map((key) => (
        <kbd key={key}>{shown(key, mac)}</kbd>
      ))}
    </span>
  );
}
