// The environment variables of the Go runtime: src/runtime/mgcpacer.go (readGOMEMLIMIT) and string.go (parseByteCount).

const binaryUnits = ['', 'Ki', 'Mi', 'Gi', 'Ti']
const largest = 2n ** 63n - 1n

/**
 * `GOMEMLIMIT` in bytes: a whole number with B, KiB, MiB, GiB, TiB or no unit. Infinite for `off` and an empty value; undefined for a
 * value with which a Go program does not start.
 */
export function parseGoMemoryLimit(text: string): number | undefined {
  if (text === '' || text === 'off') return Infinity
  const [, digits, unit = ''] = /^(\d+)(?:(|[KMGT]i)B)?$/.exec(text) ?? []
  if (digits === undefined) return undefined
  const bytes = BigInt(digits) * 1024n ** BigInt(binaryUnits.indexOf(unit))
  return bytes > largest ? undefined : Number(bytes)
}
