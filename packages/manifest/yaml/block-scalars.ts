import { colon, dash, isSpace, singleQuote } from './block-lines.ts'
import { plainValue } from './plain-scalars.ts'
import { type CodedText, type Codes, StringTable } from './text-codes.ts'

class Unusual extends Error {}

/** Thrown where the parser for all of YAML must read the document. */
export const isUnusual = new Unusual()

/** `#`, `&`, `*`, `!`, `|`, `>`, `'`, `"`, `%`, `@`, `` ` ``, `,`, `[`, `]`, `{` and `}` have a meaning of their own. */
const reserved = new Uint8Array(128)
for (const character of '#&*!|>\'"%@`,[]{}') reserved[character.charCodeAt(0)] = 1

/** Whether a scalar without quotes can begin here. `-`, `?` and `:` must not be followed by white space. */
export function canBeginPlain(codes: Codes, at: number, end: number): boolean {
  const code = codes[at]!
  if (code > 0x7e) return true
  const isIndicator = code === dash || code === colon || code === 0x3f
  return reserved[code] === 0 && !(isIndicator && isSpace(codes, at + 1, end))
}

/** The values of scalars without quotes. */
export const plainScalars = new StringTable<unknown>(4096, plainValue)

/** Keys without quotes. Throws for those that are not strings, or that begin something else. */
export const plainKeys = new StringTable<string>(1024, (key) => {
  const isReserved = /^$|^[?:#&*!|>'"%@`,[\]{}]|^-(?: |$)| $/.test(key)
  if (isReserved || key === '<<' || key === '__proto__' || plainValue(key) !== key) throw isUnusual
  return key
})

/** The string between two quotes of a line. */
export function quotedText({ text, codes }: CodedText, from: number, end: number): string {
  const content = text.slice(from + 1, end)
  if (codes[from] === singleQuote) return content.includes("'") ? content.replaceAll("''", "'") : content
  return content.includes('\\') ? unescaped(content) : content
}

/** Escapes that JSON has, too. */
function unescaped(content: string): string {
  if (/\\[^"\\/bfnrtu]/.test(content)) throw isUnusual
  try {
    return JSON.parse(`"${content}"`) as string
  } catch {
    throw isUnusual
  }
}
