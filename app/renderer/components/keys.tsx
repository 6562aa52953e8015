/** Keys that are pressed together, as the shortcut list names them: `Mod` is what this system has for Ctrl. */
import './keys.css';

export function Keys({ keys, mac }: { keys: readonly string[]; mac: boolean }) {
  return (
    <span className="chord">
      {keys.map((key) => (
        <kbd key={key}>{key === 'Mod' ? (mac ? '⌘' : 'Ctrl') : key}</kbd>
      ))}
    </span>
  );
}
