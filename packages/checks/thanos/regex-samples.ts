/** The most samples of a pattern: combinations of alternatives grow quickly. */
const maxSamples = 20

/**
 * Strings that a regular expression of RE2 probably matches, as witnesses: one for each alternative, with short repetitions. A
 * caller tests them with the expression itself, because this reads only its common syntax.
 */
export function regexSamples(pattern: string): readonly string[] {
  const reader = { pattern, index: 0 }
  return [...new Set(alternatives(reader))].slice(0, maxSamples)
}

interface Reader {
  readonly pattern: string
  index: number
}

function alternatives(reader: Reader): readonly string[] {
  const found: string[] = []
  do found.push(...sequence(reader))
  while (reader.pattern[reader.index] === '|' && ++reader.index > 0)
  return found
}

function sequence(reader: Reader): readonly string[] {
  let found: readonly string[] = ['']
  while (reader.index < reader.pattern.length && !'|)'.includes(reader.pattern[reader.index]!)) {
    const atom = repeated(reader, atomSamples(reader))
    found = found.flatMap((start) => atom.map((end) => start + end)).slice(0, maxSamples)
  }
  return found
}

/** What is optional is left out. */
function repeated(reader: Reader, atom: readonly string[]): readonly string[] {
  const quantifier = /^(?:[*?+]|\{(\d+)(?:,\d*)?\})\??/.exec(reader.pattern.slice(reader.index))
  if (quantifier === null) return atom
  reader.index += quantifier[0].length
  const times = quantifier[1] === undefined ? (quantifier[0].startsWith('+') ? 1 : 0) : Number(quantifier[1])
  return times === 1 ? atom : [(atom[0] ?? '').repeat(Math.min(times, 100))]
}

const classes: Readonly<Record<string, string>> = { d: '0', w: 'a', s: ' ', D: 'a', W: '-', S: 'a' }

function atomSamples(reader: Reader): readonly string[] {
  const character = reader.pattern[reader.index++]!
  if (character === '(') return group(reader)
  if (character === '[') return [set(reader)]
  if (character === '^' || character === '$') return ['']
  if (character === '.') return ['x']
  if (character !== '\\') return [character]
  const escaped = reader.pattern[reader.index++] ?? ''
  return [/[bBAz]/.test(escaped) ? '' : (classes[escaped] ?? escaped)]
}

function group(reader: Reader): readonly string[] {
  const flags = /^\?(?:P?<\w+>|[imsU-]*:)/.exec(reader.pattern.slice(reader.index))
  reader.index += flags?.[0].length ?? 0
  const found = alternatives(reader)
  reader.index++
  return found
}

/** A character of `[a-z]`, or one that is not in `[^/]`. */
function set(reader: Reader): string {
  const end = reader.pattern.indexOf(']', reader.index + 1)
  const content = reader.pattern.slice(reader.index, end < 0 ? undefined : end)
  reader.index = end < 0 ? reader.pattern.length : end + 1
  if (!content.startsWith('^')) return content.startsWith('\\') ? (classes[content[1]!] ?? content[1]!) : content[0]!
  return [...'x0a-_'].find((one) => !content.includes(one)) ?? 'x'
}
