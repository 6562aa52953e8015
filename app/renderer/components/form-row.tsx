/** One row of a form that is a table: a value's name, how it is written, and below it what is to be said of it. */
import type { ReactNode } from 'react';

/** The id of what is said of the control with this one, for `aria-describedby`. */
export const aboutOf = (id: string): string => `${id}-about`;

export interface FormRowProps {
  /** Of the control. */
  readonly id: string;
  readonly label: string;
  /** Of what: read with the label and not shown, as in `Address of uiomem0`. */
  readonly of?: string | undefined;
  readonly control: ReactNode;
  /** Behind the control. */
  readonly beside?: ReactNode;
  /** Cells of further columns. */
  readonly cells?: readonly ReactNode[];
  /** Below the control. */
  readonly children?: ReactNode;
  /** What describes it; undefined: nothing. */
  readonly told: ReactNode;
}

export function FormRow({ id, label, of, control, beside, cells = [], children, told }: FormRowProps) {
  const isMore = children !== undefined && children !== false;
  return (
    <>
      <tr>
        <th scope="row">
          <label htmlFor={id}>
            {label}
            {of !== undefined && <span className="unseen"> of {of}</span>}
          </label>
        </th>
        <td className="plan-cell">
          <div className="row row-wrap">
            {control}
            {beside}
          </div>
        </td>
        {cells}
      </tr>
      {(told !== undefined || isMore) && (
        <tr>
          <td />
          <td colSpan={1 + cells.length} className="form-about">
            {children}
            {told !== undefined && <div id={aboutOf(id)}>{told}</div>}
          </td>
        </tr>
      )}
    </>
  );
}
