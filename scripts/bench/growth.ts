import { medianOf, type Sample } from './measure.ts'

/** Seconds of CPU time of a command by the size of its input. */
type Series = Map<number, number>

const allSeries = new Map<string, Series>()

/**
 * Remembers how long a command took for an input of a size. Two sizes of a series make a line of its growth.
 *
 * @param series what the size counts comes last: `render, output before: none, objects`
 */
export function addToGrowth(series: string, size: number, samples: readonly Sample[]): void {
  const known = allSeries.get(series) ?? new Map<number, number>()
  allSeries.set(series, known.set(size, medianOf(samples, 'cpu')))
}

/** The lines about all series, which are empty then: the exponent with which the CPU time grows from each size to the next. */
export function takeGrowth(): readonly string[] {
  const lines = [...allSeries].flatMap(([name, series]) => {
    const bySize = [...series].sort(([a], [b]) => a - b)
    return bySize.slice(1).map(([large, more], index) => {
      const [small, less] = bySize[index]!
      const exponent = Math.log(more / less) / Math.log(large / small)
      return `Growth of CPU time of ${name}: from ${small} to ${large}, exponent ${exponent.toFixed(2)}`
    })
  })
  allSeries.clear()
  return lines
}
