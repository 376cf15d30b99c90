// Answers to queries, compared.
import type { PrometheusApi, Series, Times } from '../prometheus-api.ts'
import { metric, type Range } from '../samples.ts'

/** The same for the same series in another order. */
export const seriesText = (result: readonly Series[]): string =>
  result
    .map((series) => JSON.stringify({ ...series, metric: Object.entries(series.metric).toSorted() }))
    .toSorted()
    .join('\n')

/** A query over the samples of crafted blocks, with the series that it returns. */
export interface Question {
  readonly expression: string
  readonly deduplicate: boolean
}

/** Queries about series, samples and labels of the crafted blocks. */
export const questions: readonly Question[] = [
  { expression: metric, deduplicate: false },
  { expression: metric, deduplicate: true },
  { expression: `count by (cluster) (${metric})`, deduplicate: false },
  { expression: `sum_over_time(${metric}[1h])`, deduplicate: true },
]

/** All times of a range, every ten minutes. */
export const timesOf = ({ start, end }: Range): Times => ({ start: start / 1000, end: end / 1000, step: 600 })

export interface Reply {
  readonly series: number
  readonly text: string
  readonly warnings: readonly string[]
}

export async function askRange(
  api: PrometheusApi,
  { expression, deduplicate }: Question,
  range: Range,
): Promise<Reply> {
  const { result, warnings } = await api.range(expression, timesOf(range), { dedup: String(deduplicate) })
  return { series: result.length, text: seriesText(result), warnings }
}
