/** Between linear growth, also with caches that become too small, and quadratic growth. */
export const almostLinear = 1.6

/**
 * How the processor time of `run` grows with its input: 1 for linear growth, 2 for quadratic. An input is compared with eight inputs of an
 * eighth of its size, several times, and the shortest times count, because other programs on the machine make a run longer and never
 * shorter.
 *
 * @param size of the large input. A run should need at least some milliseconds: the system counts in steps of up to four
 * @param prepare makes an input of a size, without being measured
 */
export function growthExponent<Input>(
  size: number,
  prepare: (size: number) => Input,
  run: (input: Input) => void,
): number {
  const [large, small] = [prepare(size), prepare(size / factor)]
  const fastest = { large: Number.POSITIVE_INFINITY, small: Number.POSITIVE_INFINITY }
  let exponent = Number.POSITIVE_INFINITY
  for (let count = 0; count < mostRuns && exponent >= almostLinear; count++) {
    fastest.large = Math.min(
      fastest.large,
      processorTime(() => run(large)),
    )
    fastest.small = Math.min(
      fastest.small,
      processorTime(() => {
        for (let part = 0; part < factor; part++) run(small)
      }),
    )
    exponent = 1 + Math.log(Math.max(fastest.large, shortest) / Math.max(fastest.small, shortest)) / Math.log(factor)
  }
  return exponent
}

const factor = 8
const mostRuns = 10
/** In microseconds: two steps of the system. */
const shortest = 8000

/** Of this thread, in microseconds. */
function processorTime(run: () => void): number {
  const start = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(start)
  return user + system
}
