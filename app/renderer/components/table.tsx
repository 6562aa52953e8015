/** Rows of things of one kind. */
import type { ReactNode } from 'react';
import './table.css';

export interface Column<Row> {
  readonly title: string;
  /** What is done with a row: in sight however wide the table is. The title is read and not shown. */
  readonly isActions?: boolean;
  /** Numbers and addresses. */
  readonly mono?: boolean;
  readonly right?: boolean;
  cell(row: Row): ReactNode;
}

/** `label` names the table; the first column names each row. */
export function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey(row: Row): string;
}) {
  const look = ({ mono, right, isActions }: Column<Row>) =>
    `${mono === true ? 'mono' : ''} ${right === true ? 'table-right' : ''} ${isActions === true ? 'table-actions' : ''}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="table-frame" tabIndex={0} aria-label={label}>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={look(column)}>
                {column.isActions === true ? <span className="unseen">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.title} scope="row" className={look(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.title} className={look(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
