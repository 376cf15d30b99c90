// Durations in milliseconds, parsed as by the program that reads the value. Undefined for a value that the program rejects.

const millisecondsOf: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 36e5,
  d: 864e5,
  w: 6048e5,
  y: 31536e6,
}

/** An int64 of nanoseconds, about 292 years. */
const longest = 2 ** 63 / 1e6

const prometheusUnits = ['y', 'w', 'd', 'h', 'm', 's', 'ms']

/**
 * Prometheus and Thanos: whole numbers, each unit once, from the largest to the smallest (`1d12h`); `0` needs no unit.
 * github.com/prometheus/common, model/time.go, ParseDuration.
 */
export function parsePrometheusDuration(text: string): number | undefined {
  if (text === '0') return 0
  if (!/^(?:\d+[a-z]+)+$/.test(text)) return undefined
  let sum = 0
  let last = -1
  for (const [, amount, unit = ''] of text.matchAll(/(\d+)([a-z]+)/g)) {
    const position = prometheusUnits.indexOf(unit)
    if (position <= last) return undefined
    last = position
    sum += Number(amount) * millisecondsOf[unit]!
  }
  return sum < longest ? sum : undefined
}

const writtenUnits = ['d', 'h', 'm', 's', 'ms']

/** A duration of whole milliseconds as Prometheus and Thanos read it, such as `14d6h`. Days are the largest unit, because a week has no other length. */
export function formatPrometheusDuration(milliseconds: number): string {
  let rest = milliseconds
  const parts = writtenUnits.map((unit) => {
    const amount = Math.floor(rest / millisecondsOf[unit]!)
    rest -= amount * millisecondsOf[unit]!
    return amount === 0 ? '' : `${amount}${unit}`
  })
  return parts.join('') || '0s'
}

/**
 * Go programs such as Alertmanager, and some flags of Thanos: fractions, a sign and any order, but neither days nor weeks
 * (`1h30m`, `1.5h`). Go's time.ParseDuration.
 */
export function parseGoDuration(text: string): number | undefined {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text)!
  if (rest === '0') return 0
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined
  const sum = [...rest.matchAll(/([\d.]+)([^\d.]+)/g)].reduce(
    (total, [, amount, unit]) => total + Number(amount) * millisecondsOf[unit!]!,
    0,
  )
  if (sum >= longest) return undefined
  return sign === '-' ? -sum : sum
}

/**
 * `--min-time` and `--max-time` of Thanos: a time, or a duration relative to now such as `-6w`. A time is in milliseconds
 * since 1970. github.com/thanos-io/thanos, pkg/model/timeduration.go.
 */
export function parseTimeOrDuration(
  text: string,
): { readonly time: number } | { readonly duration: number } | undefined {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) {
    const time = Date.parse(text.replace(',', '.'))
    return Number.isNaN(time) ? undefined : { time }
  }
  const isNegative = text.startsWith('-')
  const duration = parsePrometheusDuration(isNegative ? text.slice(1) : text)
  if (duration === undefined) return undefined
  return { duration: isNegative ? -duration : duration }
}
