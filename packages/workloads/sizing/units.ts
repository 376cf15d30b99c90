/** `cores` are processors; `number` has no unit. */
export type Unit = 'bytes' | 'cores' | 'seconds' | 'number'

const kibibyte = 1024
const mebibyte = kibibyte ** 2
const gibibyte = kibibyte ** 3

/** Rounds memory up to an amount that people write: steps of 16Mi, 64Mi, 256Mi and 1Gi. */
export function roundMemory(bytes: number): number {
  const step =
    bytes <= 512 * mebibyte
      ? 16 * mebibyte
      : bytes <= gibibyte
        ? 64 * mebibyte
        : bytes <= 8 * gibibyte
          ? 256 * mebibyte
          : gibibyte
  return Math.ceil(bytes / step) * step
}

/** Rounds a volume up to 1Gi, 5Gi or 10Gi. */
export function roundVolume(bytes: number): number {
  const step = bytes <= 10 * gibibyte ? gibibyte : bytes <= 100 * gibibyte ? 5 * gibibyte : 10 * gibibyte
  return Math.max(1, Math.ceil(bytes / step)) * step
}

/** Rounds processors up to 50m, 250m or half a core. Below 50m, a pod starts slowly. */
export function roundCores(cores: number): number {
  const step = cores <= 1 ? 0.05 : cores <= 4 ? 0.25 : 0.5
  // Without the subtraction, 0.15 / 0.05 is rounded up to 4.
  return Number((Math.max(1, Math.ceil(cores / step - 1e-9)) * step).toFixed(3))
}

/** A Kubernetes quantity: `1536Mi`, `24Gi`, `250m`. */
export function quantityText(value: number, unit: Unit): string {
  if (unit === 'cores') return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`
  return value % gibibyte === 0 ? `${value / gibibyte}Gi` : `${Math.ceil(value / mebibyte)}Mi`
}

/** A size as Prometheus and Thanos write it, where MB are 1024² bytes: `2GB`, `640MB`. */
export const thanosSize = (bytes: number): string =>
  bytes % gibibyte === 0 ? `${bytes / gibibyte}GB` : `${Math.ceil(bytes / mebibyte)}MB`

/** Any value for people: `9.31 GiB`, `4.2 cores`, `3 d`, `100,000`. */
export function shownAmount(value: number, unit: Unit): string {
  switch (unit) {
    case 'bytes':
      return shownBytes(value)
    case 'cores':
      return `${significant(value)} ${value === 1 ? 'core' : 'cores'}`
    case 'seconds':
      return shownDuration(value)
    case 'number':
      return significant(value)
  }
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']

function shownBytes(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024))))
  return `${significant(bytes / 1024 ** power)} ${byteUnits[power]}`
}

function shownDuration(seconds: number): string {
  for (const [name, length] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const)
    if (seconds >= length && seconds % length === 0) return `${seconds / length}${name}`
  return `${significant(seconds)}s`
}

const significant = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
