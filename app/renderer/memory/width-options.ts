/** The widths of an access, as a choice. */
export const widthOptions = [
  { value: '8', label: '8' },
  { value: '16', label: '16' },
  { value: '32', label: '32' },
  { value: '64', label: '64' },
] as const;
