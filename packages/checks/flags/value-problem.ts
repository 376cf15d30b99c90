import type { Flag, FlagType } from './catalogue.ts'

const goDuration = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/
const modelDuration = /^(?:0|(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?)$/
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
// A zero needs no unit.
const bytes = /^(?:0|(?:[\d.]+(?:[KMGTPE]i?B|B))+)$/

const patterns: Readonly<
  Partial<Record<FlagType, { readonly is: (value: string) => boolean; readonly what: string }>>
> = {
  int: { is: (value) => /^[+-]?(?:\d+|0x[\da-f]+)$/i.test(value), what: 'a whole number' },
  uint: { is: (value) => /^(?:\d+|0x[\da-f]+)$/i.test(value), what: 'a whole number that is not negative' },
  float: { is: (value) => value.trim() !== '' && Number.isFinite(Number(value)), what: 'a number' },
  bytes: { is: (value) => bytes.test(value), what: 'a size with its unit, such as 500MB or 2GiB' },
  'go-duration': {
    is: (value) => goDuration.test(value),
    what: 'a duration in hours, minutes and seconds, such as 36h or 1h30m',
  },
  'model-duration': {
    is: (value) => modelDuration.test(value),
    what: 'a duration in whole units, such as 30d or 1h30m',
  },
  'time-or-duration': {
    is: (value) => time.test(value) || modelDuration.test(value.replace(/^[-+]/, '')),
    what: 'a time such as 2026-01-31T00:00:00Z, or a duration such as -6w',
  },
  url: { is: (value) => !/\s/.test(value) && !/^:/.test(value), what: 'an address such as http://localhost:9090' },
}

/** What a flag wants, where a value is not that. A value with a placeholder cannot be judged. */
export function valueProblem({ type, values = [] }: Flag, value: string): string | undefined {
  if (value.includes('$(')) return undefined
  if (type === 'enum')
    return values.includes(value) ? undefined : `one of ${values.map((one) => (one === '' ? '""' : one)).join(', ')}`
  const pattern = patterns[type]
  return pattern === undefined || pattern.is(value) ? undefined : pattern.what
}

const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 36e5,
  d: 864e5,
  w: 6048e5,
  y: 31536e6,
}

/** A duration of either kind in milliseconds; undefined for anything else. */
export function durationOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '0') return text === undefined ? undefined : 0
  if (!/^(?:[\d.]+(?:ms|[smhdwy]))+$/.test(text)) return undefined
  return [...text.matchAll(/([\d.]+)(ms|[smhdwy])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * milliseconds[unit!]!,
    0,
  )
}

/** A size in bytes. Thanos' and Prometheus' units are powers of two, with and without `i`. */
export function bytesOf(text: string | undefined): number | undefined {
  const [, amount, unit] = /^([\d.]+)([KMGTPE]?)i?B?$/.exec(text ?? '') ?? []
  return amount === undefined ? undefined : Number(amount) * 1024 ** ' KMGTPE'.indexOf(unit || ' ')
}
