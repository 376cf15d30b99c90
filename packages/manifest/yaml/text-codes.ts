/** The codes of the characters of a text: a typed array returns them faster than a string. */
export type Codes = Uint8Array | Uint16Array

/** A text with the codes of its characters. */
export interface CodedText {
  readonly text: string
  readonly codes: Codes
}

export function codedText(text: string): CodedText {
  const isAscii = Buffer.byteLength(text) === text.length
  return { text, codes: isAscii ? Buffer.from(text, 'latin1') : wideCodes(text) }
}

function wideCodes(text: string): Uint16Array {
  const bytes = Buffer.allocUnsafeSlow(text.length * 2)
  bytes.write(text, 'utf16le')
  return new Uint16Array(bytes.buffer, 0, text.length)
}

/** A string that a table keeps, and what it stands for. */
interface Kept<Value> {
  readonly text: string
  readonly value: Value
}

/** Longer strings are seldom repeated. */
const longestKept = 64

/**
 * The strings that occur again and again in manifests, such as keys: each is one string in memory, whose value is computed once. A new one
 * replaces another one with the same slot.
 */
export class StringTable<Value> {
  readonly #entries: (Kept<Value> | undefined)[]
  readonly #read: (text: string) => Value

  /**
   * @param slots a power of 2
   * @param read what a string stands for
   */
  constructor(slots: number, read: (text: string) => Value) {
    this.#entries = Array.from({ length: slots })
    this.#read = read
  }

  /** @param sum of the codes, as `addCode` computes it */
  get({ text, codes }: CodedText, from: number, end: number, sum: number): Value {
    if (end - from > longestKept) return this.#read(text.slice(from, end))
    const slot = (sum ^ (sum >>> 15)) & (this.#entries.length - 1)
    const kept = this.#entries[slot]
    if (kept !== undefined && isAt(kept.text, codes, from, end)) return kept.value
    const found = text.slice(from, end)
    const value = this.#read(found)
    this.#entries[slot] = { text: found, value }
    return value
  }
}

/** Whether a part of a text is the given string. */
function isAt(text: string, codes: Codes, from: number, end: number): boolean {
  if (text.length !== end - from) return false
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) !== codes[from + index]) return false
  return true
}

export const addCode = (sum: number, code: number): number => (Math.imul(sum, 31) + code) | 0
