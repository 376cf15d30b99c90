// Kubernetes' quantities, as k8s.io/apimachinery/pkg/api/resource reads and writes them. There are three formats, and a quantity
// keeps the format in which it was written: 1500m, 1536Mi, 12e6. The API server stores the canonical form, so that Argo CD
// reports a permanent difference for a manifest with another form of the same quantity.

type Format = 'decimal' | 'binary' | 'exponent'

interface Quantity {
  /** Value times 10^9. The smallest amount is 1n; less is rounded away from zero. */
  readonly nano: bigint
  readonly format: Format
  /** The original string, where apimachinery returns it unchanged, as it does for `+5`, `5.` and `1e3`. */
  readonly unchanged: string | undefined
}

const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const quantity = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*(?:[+-]?\d*))$/
const exponentSuffix = /^[eE]([+-]?\d+)$/

// apimachinery accepts any exponent of 32 bits and runs out of memory when it computes with a large one.
const largestExponent = 999
const largestBinary = (2n ** 63n - 1n) * 10n ** 9n
const nanoOfOne = 10n ** 9n

/**
 * The canonical form, as `resource.Quantity` marshals it: `1` for `1000m`, `500m` for `0.5`, `1Gi` for `1024Mi`. Undefined for a
 * string that is not a quantity, for an exponent beyond ±999, and for thousands of `E`, for which apimachinery has no suffix
 * and writes `1000E` as `1`.
 */
export function canonicalQuantity(text: string | number): string | undefined {
  const parsed = parse(text)
  return parsed && (parsed.unchanged ?? write(parsed))
}

/** The exact value in units of 10^-9, for sums and comparisons; undefined for a string that is not a quantity. */
export const nanoUnits = (text: string | number): bigint | undefined => parse(text)?.nano

function parse(input: string | number): Quantity | undefined {
  // apimachinery also trims other Unicode spaces.
  const text = String(input).replace(/^ +| +$/g, '')
  const match = quantity.exec(text)
  if (!match || text === '') return undefined
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match
  const unit = unitOf(suffix)
  if (!unit) return undefined
  const digits = (whole || '0') + fraction
  const isShort =
    unit.format === 'binary' ? isShortBinary(whole, fraction, unit) : isShortDecimal(digits, fraction, unit)
  // Without a digit, the short path returns zero (`m`, `.Mi`) and the long path an error (`Ei`).
  if (!isShort && !/\d/.test(text.slice(0, text.length - suffix.length))) return undefined
  const nano = nanoOf(digits, fraction.length, unit)
  const isUnchanged = isShort && keepsText(digits, fraction.length, unit)
  return { nano: sign === '-' ? -nano : nano, format: unit.format, unchanged: isUnchanged ? text : undefined }
}

interface Unit {
  readonly format: Format
  /** Of 2 in the binary format, of 10 in the others. */
  readonly exponent: number
}

/** The absolute value times 10^9, rounded away from zero. */
function nanoOf(digits: string, fractionLength: number, { format, exponent }: Unit): bigint {
  const isBinary = format === 'binary'
  const scaled = isBinary ? BigInt(digits) << BigInt(exponent) : BigInt(digits)
  const power = 9 - fractionLength + (isBinary ? 0 : exponent)
  const nano = power >= 0 ? scaled * 10n ** BigInt(power) : divideUp(scaled, 10n ** BigInt(-power))
  return isBinary && nano > largestBinary ? largestBinary : nano
}

function unitOf(suffix: string): Unit | undefined {
  const decimal = decimalSuffixes.indexOf(suffix)
  if (decimal >= 0) return { format: 'decimal', exponent: 3 * decimal - 9 }
  const binary = binarySuffixes.indexOf(suffix)
  if (binary >= 0) return { format: 'binary', exponent: 10 * binary }
  const exponent = Number(exponentSuffix.exec(suffix)?.[1] ?? NaN)
  return Math.abs(exponent) <= largestExponent ? { format: 'exponent', exponent } : undefined
}

// Values that certainly fit into 64 bits take a short path in apimachinery, and only this path returns the original string.
const isShortDecimal = (digits: string, fraction: string, { exponent }: Unit): boolean =>
  digits.length <= 18 && exponent - fraction.length >= -9

const isShortBinary = (whole: string, fraction: string, { exponent }: Unit): boolean =>
  fraction === '' && (whole || '0').length <= 14 - Math.floor((exponent * 3) / 10)

const keepsText = (digits: string, fractionLength: number, { format, exponent }: Unit): boolean =>
  format === 'binary'
    ? BigInt(digits) % 8n !== 0n
    : (exponent - fractionLength) % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0')

const divideUp = (value: bigint, divisor: bigint): bigint => (value + divisor - 1n) / divisor

function write({ nano, format }: Quantity): string | undefined {
  if (nano === 0n) return '0'
  const isWhole = nano % nanoOfOne === 0n
  const size = nano < 0n ? -nano : nano
  if (format === 'binary' && isWhole && size >= 1024n * nanoOfOne) {
    const [mantissa, times] = withoutFactor(nano / nanoOfOne, 1024n)
    return mantissa + binarySuffixes[times]!
  }
  const [mantissa, thousands] = withoutFactor(nano, 1000n)
  const exponent = 3 * thousands - 9
  if (format === 'exponent') return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`
  const suffix = decimalSuffixes[thousands]
  return suffix === undefined ? undefined : mantissa + suffix
}

function withoutFactor(value: bigint, factor: bigint): [rest: bigint, times: number] {
  let times = 0
  for (; value % factor === 0n; times++) value /= factor
  return [value, times]
}
