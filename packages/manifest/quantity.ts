// Kubernetes' quantities, as k8s.io/apimachinery/pkg/api/resource reads and writes them. It has three formats, and a
// quantity stays in the format in which it was written: 1500m, 1536Mi, 12e6. The API server stores the canonical text;
// a manifest that says the same in other words looks changed for ever to Argo CD.

type Format = 'decimal' | 'binary' | 'exponent'

interface Quantity {
  /** Value times 10^9. The smallest amount is 1n; less is rounded away from zero. */
  readonly nano: bigint
  readonly format: Format
  /** The text, where apimachinery keeps it instead of writing it anew: `+5`, `5.` and `1e3` are such. */
  readonly kept: string | undefined
}

const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const shape = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*(?:[+-]?\d*))$/
const exponentShape = /^[eE]([+-]?\d+)$/

// apimachinery takes any exponent of 32 bits and fills the memory when it computes with it.
const largestExponent = 999
const largestBinary = (2n ** 63n - 1n) * 10n ** 9n
const nanoOfOne = 10n ** 9n

/**
 * What `resource.Quantity` marshals to: `1000m` gives `1`, `0.5` gives `500m`, `1024Mi` gives `1Gi`. Undefined when it
 * is not a quantity, when its exponent is beyond ±999, and for thousands of `E`: there apimachinery runs out of
 * suffixes and writes `1000E` as `1`.
 */
export function canonicalQuantity(text: string | number): string | undefined {
  const quantity = parse(text)
  return quantity && (quantity.kept ?? write(quantity))
}

/** The exact value in units of 10^-9, for sums and comparisons; undefined when it is not a quantity. */
export const nanoUnits = (text: string | number): bigint | undefined => parse(text)?.nano

function parse(input: string | number): Quantity | undefined {
  // Spaces round it are trimmed; so are Unicode's there, but those nobody means.
  const text = String(input).replace(/^ +| +$/g, '')
  const match = shape.exec(text)
  if (!match || text === '') return undefined
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match
  const unit = unitOf(suffix)
  if (!unit) return undefined
  const { format, exponent } = unit
  const digits = (whole || '0') + fraction
  const isBinary = format === 'binary'
  const isShort = isBinary ? isShortBinary(whole, fraction, exponent) : isShortDecimal(digits, fraction, exponent)
  // Without a digit the short path makes a zero of it (`m`, `.Mi`), the long one an error (`Ei`).
  if (!isShort && !/\d/.test(text.slice(0, text.length - suffix.length))) return undefined

  const scaled = isBinary ? BigInt(digits) << BigInt(exponent) : BigInt(digits)
  const power = 9 - fraction.length + (isBinary ? 0 : exponent)
  let nano = power >= 0 ? scaled * 10n ** BigInt(power) : divideUp(scaled, 10n ** BigInt(-power))
  if (isBinary && nano > largestBinary) nano = largestBinary

  const keeps = isShort && (isBinary ? keepsBinary(digits) : keepsDecimal(digits, exponent - fraction.length))
  return { nano: sign === '-' ? -nano : nano, format, kept: keeps ? text : undefined }
}

function unitOf(suffix: string): { format: Format; exponent: number } | undefined {
  const decimal = decimalSuffixes.indexOf(suffix)
  if (decimal >= 0) return { format: 'decimal', exponent: 3 * decimal - 9 }
  const binary = binarySuffixes.indexOf(suffix)
  if (binary >= 0) return { format: 'binary', exponent: 10 * binary }
  const exponent = Number(exponentShape.exec(suffix)?.[1] ?? NaN)
  return Math.abs(exponent) <= largestExponent ? { format: 'exponent', exponent } : undefined
}

// What fits into 64 bits for sure takes a short path there, and only that path keeps the text.
const isShortDecimal = (digits: string, fraction: string, exponent: number): boolean =>
  digits.length <= 18 && exponent - fraction.length >= -9

const isShortBinary = (whole: string, fraction: string, exponent: number): boolean =>
  fraction === '' && (whole || '0').length <= 14 - Math.floor((exponent * 3) / 10)

const keepsDecimal = (digits: string, scale: number): boolean =>
  scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0')

const keepsBinary = (digits: string): boolean => BigInt(digits) % 8n !== 0n

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
