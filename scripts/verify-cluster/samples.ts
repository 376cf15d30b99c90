// Series for crafted blocks.

export const hour = 3_600_000

/** The name of the metric in crafted blocks. */
export const metric = 'verify_cluster_samples'

/** The value of each sample is the time in minutes, so that a query can compare what it gets. */
export const valueAt = (time: number): number => Math.floor(time / 60_000)

export interface Range {
  /** Milliseconds. */
  readonly start: number
  readonly end: number
}

/** Samples of a counter in the text format of OpenMetrics. */
export function openMetrics({ start, end }: Range, step: number): string {
  const count = Math.ceil((end - start) / step)
  const times = Array.from({ length: count }, (_, index) => start + index * step)
  const samples = times.map((time) => `${metric}{job="verify"} ${valueAt(time)} ${time / 1000}`)
  return [`# TYPE ${metric} gauge`, ...samples, '# EOF', ''].join('\n')
}

/**
 * Two days that the compactor can compact to one block and downsample, and two blocks after them: it leaves the newest block alone, and
 * compacts only what ends before the one that is the newest then.
 */
export function compactableRange(now: number): Range {
  const end = Math.floor((now - 12 * hour) / (48 * hour)) * 48 * hour
  return { start: end - 48 * hour, end: end + 4 * hour }
}

/** As `compactableRange`, with eight hours that the compactor compacts to one block. */
export function shortCompactableRange(now: number): Range {
  const end = Math.floor((now - 4 * hour) / (8 * hour)) * 8 * hour
  return { start: end - 8 * hour, end: end + 4 * hour }
}

/** Two hours in the past that Prometheus still keeps. */
export function recentRange(now: number): Range {
  const end = Math.floor(now / (2 * hour)) * 2 * hour - 2 * hour
  return { start: end - 2 * hour, end }
}
