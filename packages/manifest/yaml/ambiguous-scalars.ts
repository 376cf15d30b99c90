import type { Scalar } from 'yaml'

/** Why a scalar must be written in another way. `text` is the scalar as it is typed. */
export interface AmbiguousScalar {
  readonly message: string
  readonly remedy: string
}

const leadingZero = /^([-+]?)0+(\d+)$/
const integer = /^[-+]?(?:\d+|0x[\da-f]+|0o[0-7]+)$/i
/** The permissions of a file, as `00644`. Longer digits after a zero are an identifier, such as a commit. */
const longestMode = 5
/** A double keeps all decimal numbers with up to this many significant digits. */
const keptDigits = 17

/**
 * Why a plain scalar is not the same number for every reader. Sources are YAML 1.2; kubectl and the controllers read YAML 1.1,
 * where 0400 is octal. Numbers of JavaScript, and of many JSON readers, are exact only up to 2^53.
 */
export function ambiguity({ type, source, value }: Scalar): AmbiguousScalar | undefined {
  if (type !== 'PLAIN' || typeof source !== 'string' || typeof value !== 'number') return undefined
  return octalProblem(source) ?? precisionProblem(source, value)
}

function octalProblem(source: string): AmbiguousScalar | undefined {
  const [, sign, digits] = leadingZero.exec(source) ?? []
  if (digits === undefined || digits === '0') return undefined
  const octal = /^[0-7]+$/.test(digits) ? `${sign}${Number.parseInt(digits, 8)}` : undefined
  if (source.length > longestMode)
    return {
      message: `${source} begins with 0. YAML readers read it as different numbers.`,
      remedy: `Write "${source}" in quotes, so that the zero and all digits stay.`,
    }
  if (octal === undefined)
    return {
      message: `${source} begins with 0. Some YAML readers read it as a number, others as a string.`,
      remedy: `Write ${sign}${digits}, or "${source}" in quotes for a string.`,
    }
  return {
    message: `${source} is octal in YAML 1.1, which is ${octal} in decimal, and is ${sign}${digits} in YAML 1.2.`,
    remedy: `Write ${octal} for the octal number, ${sign}${digits} for the decimal number, or "${source}" in quotes for a string.`,
  }
}

function precisionProblem(source: string, value: number): AmbiguousScalar | undefined {
  if (integer.test(source)) {
    if (Number.isSafeInteger(value)) return undefined
    return {
      message: `${source} is above 2^53: many readers round it, for example to ${value}.`,
      remedy: `Write "${source}" in quotes if it is a string, or a number up to ${Number.MAX_SAFE_INTEGER}.`,
    }
  }
  const digits = source.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '').length
  if (!Number.isFinite(value) ? /inf|nan/i.test(source) : digits <= keptDigits) return undefined
  return {
    message: Number.isFinite(value)
      ? `${source} has more digits than a number keeps: it is read as ${value}.`
      : `${source} is larger than the largest number.`,
    remedy: `Write "${source}" in quotes if it is a string, or fewer digits.`,
  }
}
