export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string'

export interface FunctionSignature {
  readonly parameters: readonly ValueType[]
  /** How many of the last parameters are optional. */
  readonly optional: number
  /** Whether the last parameter can be repeated. */
  readonly isVariadic: boolean
  readonly result: 'scalar' | 'vector'
}

const typeOfLetter: Readonly<Record<string, ValueType>> = { s: 'scalar', v: 'vector', m: 'matrix', t: 'string' }

/** The functions with the same parameters: `ms?` is a matrix and an optional scalar; `vtt*` is a vector, a string, and any number of strings. */
function signatures(
  names: string,
  parameters: string,
  result: FunctionSignature['result'] = 'vector',
): [string, FunctionSignature][] {
  const plain = parameters.replace(/[?*]/g, '')
  const signature = {
    parameters: [...plain].map((letter) => typeOfLetter[letter]!),
    optional: parameters.split('?').length - 1,
    isVariadic: parameters.endsWith('*'),
    result,
  }
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, signature])
}

// https://github.com/prometheus/prometheus/blob/v3.13.2/promql/parser/functions.go
export const functions: ReadonlyMap<string, FunctionSignature> = new Map([
  ...signatures(
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
    'v',
  ),
  ...signatures(
    'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time mad_over_time max_over_time min_over_time ts_of_first_over_time ts_of_max_over_time ts_of_min_over_time ts_of_last_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
    'm',
  ),
  ...signatures('days_in_month day_of_month day_of_week day_of_year hour minute month year', 'v?'),
  ...signatures('clamp', 'vss'),
  ...signatures('clamp_max clamp_min', 'vs'),
  ...signatures('round', 'vs?'),
  ...signatures('histogram_fraction', 'ssv'),
  ...signatures('histogram_quantile', 'sv'),
  ...signatures('histogram_quantiles', 'vts*'),
  ...signatures('double_exponential_smoothing holt_winters', 'mss'),
  ...signatures('info', 'vv?'),
  ...signatures('label_replace', 'vtttt'),
  ...signatures('label_join', 'vttt*'),
  ...signatures('sort_by_label sort_by_label_desc', 'vt*'),
  ...signatures('predict_linear', 'ms'),
  ...signatures('quantile_over_time', 'sm'),
  ...signatures('vector', 's'),
  ...signatures('scalar', 'v', 'scalar'),
  ...signatures('max_of min_of', 'ss', 'scalar'),
  ...signatures('pi time end start range step', '', 'scalar'),
])

/** Aggregations that select series and keep their labels. */
export const selectingAggregations: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio'])

/** The type of the parameter that an aggregation has before the vector. */
export const aggregationParameters: Readonly<Record<string, ValueType>> = {
  topk: 'scalar',
  bottomk: 'scalar',
  quantile: 'scalar',
  limitk: 'scalar',
  limit_ratio: 'scalar',
  count_values: 'string',
}
