/**
 * The words after the program's name on a bash command line that ends at the cursor. The last word is empty after a space.
 * bash's own COMP_WORDS are not enough: they are split at `=` and `:` too.
 */
export function splitLine(line: string): readonly string[] {
  const words = [...line.trimStart().matchAll(/(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'\\])+/g)].map(([word]) =>
    unquoted(word),
  )
  const complete = /\s$/.test(line) ? [...words, ''] : words
  return complete.slice(complete[0] === 'npx' ? 2 : 1)
}

const unquoted = (word: string): string =>
  word.replaceAll(
    /"((?:[^"\\]|\\.)*)"?|'([^']*)'?|\\(.)/g,
    (_match, double, single, escaped) => double ?? single ?? escaped,
  )
