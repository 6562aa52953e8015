/** What a device-tree binding says of the nodes that it describes, as far as a node can be judged by it. */

export interface BindingProperty {
  /**
   * - `flag`: there or not; a value does not count
   * - `cell`: one number of 32 bits
   * - `number`: one number of one or two cells
   * - `text`, `texts`: ended by zero bytes
   * - `ranges`: addresses and sizes in the cells of the parent
   * - `phandles`: references to nodes
   */
  readonly type: 'flag' | 'cell' | 'number' | 'text' | 'texts' | 'ranges' | 'phandles';
  /** Of entries, texts or references. */
  readonly most?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The only ones that there are. */
  readonly values?: readonly number[];
  /** What each of `values` means. */
  readonly words?: readonly string[];
  /** What is taken where it is not there. */
  readonly default?: number;
  /** A regular expression that a text must match. */
  readonly pattern?: string;
  readonly about: string;
}

export interface Binding {
  readonly compatible: string;
  readonly about: string;
  readonly properties: Readonly<Record<string, BindingProperty>>;
  readonly required: readonly string[];
  /** At least one of them is required. */
  readonly oneOf: readonly string[];
}
