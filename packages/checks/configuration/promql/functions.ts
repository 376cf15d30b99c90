export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string'

export interface FunctionSignature {
  readonly parameters: readonly ValueType[]
  /** How many of the last parameters are optional. */
  readonly optional: number
  /** The last parameter may be repeated. */
  readonly isVariadic: boolean
  readonly result: 'scalar' | 'vector'
}

const letters: Readonly<Record<string, ValueType>> = { s: 'scalar', v: 'vector', m: 'matrix', t: 'string' }

/** `ms?` is a matrix and an optional scalar; `vtt*` a vector, a string, and any number of strings. */
function row(
  names: string,
  parameters: string,
  result: FunctionSignature['result'] = 'vector',
): [string, FunctionSignature][] {
  const plain = parameters.replace(/[?*]/g, '')
  const signature = {
    parameters: [...plain].map((letter) => letters[letter]!),
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
  ...row(
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
    'v',
  ),
  ...row(
    'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time mad_over_time max_over_time min_over_time ts_of_first_over_time ts_of_max_over_time ts_of_min_over_time ts_of_last_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
    'm',
  ),
  ...row('days_in_month day_of_month day_of_week day_of_year hour minute month year', 'v?'),
  ...row('clamp', 'vss'),
  ...row('clamp_max clamp_min', 'vs'),
  ...row('round', 'vs?'),
  ...row('histogram_fraction', 'ssv'),
  ...row('histogram_quantile', 'sv'),
  ...row('histogram_quantiles', 'vts*'),
  ...row('double_exponential_smoothing holt_winters', 'mss'),
  ...row('info', 'vv?'),
  ...row('label_replace', 'vtttt'),
  ...row('label_join', 'vttt*'),
  ...row('sort_by_label sort_by_label_desc', 'vt*'),
  ...row('predict_linear', 'ms'),
  ...row('quantile_over_time', 'sm'),
  ...row('vector', 's'),
  ...row('scalar', 'v', 'scalar'),
  ...row('max_of min_of', 'ss', 'scalar'),
  ...row('pi time end start range step', '', 'scalar'),
])

/** The parameter of an aggregation, before the vector. */
export const aggregationParameters: Readonly<Record<string, ValueType>> = {
  topk: 'scalar',
  bottomk: 'scalar',
  quantile: 'scalar',
  limitk: 'scalar',
  limit_ratio: 'scalar',
  count_values: 'string',
}
/** Aggregations that select series and keep their labels. */
export const selectingAggregations = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio'])
