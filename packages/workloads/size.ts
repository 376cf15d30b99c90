// Sizes in bytes, parsed as by the program that reads the value. Undefined for a value that the program rejects.

const prefixes = ['', 'K', 'M', 'G', 'T', 'P', 'E']

/**
 * Prometheus and Thanos: fractions, a sign and several units, all in powers of 1024: `512MB` equals `512MiB`. Units are
 * case-sensitive and required: `1gb`, `1G` and `1Gi` are rejected; `0` needs no unit. One value has either the units with
 * `i` or those without, and both can contain `B`. github.com/alecthomas/units, ParseBase2Bytes.
 */
export function parseBase2Bytes(text: string): number | undefined {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text)!
  if (rest === '0') return 0
  const size = sumOf(rest, 'iB') ?? sumOf(rest, 'B')
  if (size === undefined || size >= 2 ** 63) return undefined
  return Math.trunc(sign === '-' ? -size : size)
}

function sumOf(text: string, suffix: 'iB' | 'B'): number | undefined {
  if (!/^(?:(?:\d+\.?\d*|\.\d+)[A-Za-z]+)+$/.test(text)) return undefined
  let sum = 0
  for (const [, amount, unit = ''] of text.matchAll(/([\d.]+)([A-Za-z]+)/g)) {
    const power = unit === 'B' ? 0 : prefixes.findIndex((prefix) => prefix !== '' && unit === prefix + suffix)
    if (power < 0) return undefined
    sum += Number(amount) * 1024 ** power
  }
  return sum
}

/** `-I` of memcached: bytes, or a number with `k` or `m`, in lower or upper case. memcached.c, case 'I'. */
export function parseMemcachedSize(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+)([km]?)$/i.exec(text) ?? []
  if (amount === undefined) return undefined
  return Number(amount) * 1024 ** ['', 'k', 'm'].indexOf(unit.toLowerCase())
}
