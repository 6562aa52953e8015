/** Where a device's memory is: a range of its own, or a reservation. */

import type { ReservationChoice } from '../../../devicetree/uiomem/form/node-form.ts';
import { spanText } from '../../../plan/span.ts';
import { FieldRow, PlainRow } from './field-row.tsx';
import { useNode } from './node-context.ts';

export function RangeRows() {
  const { node, reservations, field } = useNode();
  const named = field('memory-region')?.value;
  return (
    <>
      {(reservations.length > 0 || named !== undefined) && (
        <FieldRow
          name="memory-region"
          label="Reservation"
          control={{
            kind: 'choice',
            usual: 'None: a range of its own',
            options: reservations.map((each) => [each.value, reservationWords(each)] as const),
          }}
        >
          {named !== undefined && node.range !== undefined && field('address')?.value === undefined && (
            <p className="small muted">It gives {spanText(node.range)}.</p>
          )}
        </FieldRow>
      )}
      <PlainRow name="address">
        {node.translated && node.range !== undefined && (
          <p className="small muted">On the bus; for the CPU it is {spanText(node.range)}.</p>
        )}
      </PlainRow>
      <PlainRow name="size" />
    </>
  );
}

/** Pure. */
export function reservationWords({ name, label, range, path, noMap }: ReservationChoice): string {
  const where = range === undefined ? 'found by the kernel' : spanText(range);
  return `${label ?? name}, ${where}${path === undefined ? ', of the board' : ''}${noMap ? '' : ', mapped by Linux'}`;
}
