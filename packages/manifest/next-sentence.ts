/** A sentence after another one. After a command or a value, which ends without a period, it begins on the next line. */
export const nextSentence = (first: string, next: string): string =>
  `${first}${/[.?!]$/.test(first) ? ' ' : '\n'}${next}`
