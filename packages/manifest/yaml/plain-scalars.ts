// What a plain scalar is for kubectl, Argo CD and Flux. They read YAML with a Go library for YAML 1.1 (sigs.k8s.io/yaml, which uses
// go.yaml.in/yaml/v2, resolve.go): `yes` and `y` are true, `0o17` is a number as in YAML 1.2, numbers with colons and dates are strings.

const integer = /^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const infinity = /^[-+]?\.(inf|Inf|INF)$/
const notANumber = /^\.(nan|NaN|NAN)$/

/** The characters that a number begins with. */
export const numberStarts = [...'+-.0123456789']

/** Undefined if the scalar is not an integer. */
export function integerOf(source: string): number | undefined {
  const plain = source.replaceAll('_', '')
  if (!integer.test(plain)) return undefined
  const magnitude = plain.replace(/^[-+]/, '')
  const value = /^0[0-7]/.test(magnitude) ? parseInt(magnitude, 8) : Number(magnitude)
  return plain.startsWith('-') ? -value : value
}

/** Undefined if the scalar is not a number with a fraction or an exponent, infinity, or not a number. */
export function floatOf(source: string): number | undefined {
  const plain = source.replaceAll('_', '')
  if (float.test(plain)) return Number(plain)
  if (infinity.test(source)) return source.startsWith('-') ? -Infinity : Infinity
  return notANumber.test(source) ? NaN : undefined
}

const words = new Map<string, boolean | null>([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE', 'y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE', 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
])
const longestWord = 5

/** Every number has this form, and few other scalars have it: durations and quantities have another last character. */
const numberForm = /^[-+]?[.\d_](?:[\w.+-]*[\da-fA-FnN_.])?$/

/** The value of a plain scalar that is not empty and not the merge key `<<`. */
export function plainValue(source: string): unknown {
  if (isNumberStart(source.charCodeAt(0)))
    return decimalOf(source) ?? (numberForm.test(source) ? (integerOf(source) ?? floatOf(source) ?? source) : source)
  const word = source.length <= longestWord ? words.get(source) : undefined
  return word === undefined ? source : word
}

const isNumberStart = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e

/** The integer of an ordinary decimal number, without the searches of `integerOf`. */
function decimalOf(source: string): number | undefined {
  if (source.length > 15 || (source.length > 1 && source.charCodeAt(0) === 0x30)) return undefined
  let value = 0
  for (let index = 0; index < source.length; index++) {
    const digit = source.charCodeAt(index) - 0x30
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value
}
