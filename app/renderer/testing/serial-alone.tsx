/** A serial console by itself. */
import SerialPanel from '../terminal/serial-panel.tsx';

export default function SerialAlone() {
  return <SerialPanel terminal="1" />;
}
