/** Between linear growth, also with caches that become too small, and quadratic growth. */
export const almostLinear = 1.6

/**
 * How the processor time of `run` grows with its input: 1 for linear growth, 2 for quadratic. Both sizes are run several times, and the
 * shortest times count, because other programs on the machine make a run longer and never shorter.
 *
 * @param size of the smaller input. The larger one is eight times as large
 * @param prepare makes an input of a size, without being measured
 */
export function growthExponent<Input>(
  size: number,
  prepare: (size: number) => Input,
  run: (input: Input) => void,
): number {
  const [small, large] = [prepare(size), prepare(factor * size)]
  const fastest = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY }
  let exponent = Number.POSITIVE_INFINITY
  for (let count = 0; count < mostRuns && exponent >= almostLinear; count++) {
    fastest.small = Math.min(
      fastest.small,
      processorTime(() => run(small)),
    )
    fastest.large = Math.min(
      fastest.large,
      processorTime(() => run(large)),
    )
    exponent = Math.log(Math.max(fastest.large, shortest) / Math.max(fastest.small, shortest)) / Math.log(factor)
  }
  return exponent
}

const factor = 8
const mostRuns = 10
/** In microseconds. Below it, the clock decides more than the input. */
const shortest = 500

/** Of this thread, in microseconds. */
function processorTime(run: () => void): number {
  const start = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(start)
  return user + system
}
