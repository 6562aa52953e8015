/** How bad a finding is, in a word, a sign and a tone. */
export const gradeWords = {
  error: { tone: 'bad', icon: 'error', text: 'Error' },
  warning: { tone: 'warn', icon: 'warning', text: 'Warning' },
  info: { tone: 'accent', icon: 'info', text: 'Remark' },
} as const;
