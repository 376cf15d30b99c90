import type {
  AggregationExpression,
  BinaryExpression,
  CallExpression,
  Expression,
  SelectorExpression,
} from '../expression.ts'
import { isScalar, isSetOperation } from '../expression.ts'
import { selectingAggregations } from '../functions.ts'
import {
  anyLabels,
  bothSets,
  eitherSet,
  keepOnly,
  type LabelSet,
  noLabels,
  remove,
  stateOf,
  withLabel,
} from './label-set.ts'
import { bothStates, eitherState, labelWithValues, presentLabel, unknownLabel } from './label-state.ts'
import { stateAfterMatchers } from './matcher-values.ts'
import { conflictOf } from './matching.ts'

/** The labels of the stored series that a selector reads, before its matchers. */
export type StoredLabels = (metric: string | undefined) => LabelSet

/**
 * Determines which labels the results of a query and of its parts have: surely, surely not, or with which values. All other
 * labels are unknown. Each part is analyzed once.
 */
export function createLabelAnalysis(stored: StoredLabels = () => anyLabels): (expression: Expression) => LabelSet {
  const found = new WeakMap<Expression, LabelSet>()
  const labelsOf = (expression: Expression): LabelSet => {
    const cached = found.get(expression)
    if (cached !== undefined) return cached
    const labels = analyze(expression)
    found.set(expression, labels)
    return labels
  }
  const analyze = (expression: Expression): LabelSet => {
    switch (expression.kind) {
      case 'selector':
        return labelsOfSelector(stored(expression.metric), expression)
      case 'subquery':
      case 'unary':
        return labelsOf(expression.inner)
      case 'aggregation':
        return labelsOfAggregation(labelsOf(expression.inner), expression)
      case 'call':
        return labelsOfCall(labelsOf, expression)
      case 'binary':
        return labelsOfBinary(labelsOf, expression)
      default:
        return noLabels('a number')
    }
  }
  return labelsOf
}

/** https://github.com/prometheus/prometheus/blob/v3.13.2/promql/engine.go */
type LabelsOf = (expression: Expression) => LabelSet

function labelsOfSelector(stored: LabelSet, { matchers }: SelectorExpression): LabelSet {
  const known = new Map(stored.known)
  for (const [label, own] of Map.groupBy(matchers, (matcher) => matcher.label))
    known.set(label, stateAfterMatchers(stateOf(stored, label), own))
  return { known, others: stored.others }
}

function labelsOfAggregation(inner: LabelSet, expression: AggregationExpression): LabelSet {
  const { operator, grouping, parameter } = expression
  if (selectingAggregations.has(operator)) return inner
  const reason = describeAggregation(expression)
  const grouped = grouping.isBy ? keepOnly(inner, grouping.labels, reason) : remove(inner, grouping.labels, reason)
  return operator === 'count_values' && parameter?.kind === 'string'
    ? withLabel(grouped, parameter.value, presentLabel(reason))
    : grouped
}

/** `sum`, `max by (job, pod)` */
const describeAggregation = ({ operator, grouping }: AggregationExpression): string =>
  grouping.place === undefined
    ? operator
    : `${operator} ${grouping.isBy ? 'by' : 'without'} (${grouping.labels.join(', ')})`

function labelsOfCall(labelsOf: LabelsOf, expression: CallExpression): LabelSet {
  const { name, arguments: parts } = expression
  if (name === 'absent' || name === 'absent_over_time') return labelsOfAbsent(name, parts[0])
  if (name === 'info') return anyLabels
  const vector = parts.find((part) => part.kind !== 'string' && !isScalar(part))
  if (isScalar(expression) || vector === undefined) return noLabels(name)
  const inner = labelsOf(vector)
  switch (name) {
    case 'label_replace':
      return labelsOfReplace(inner, parts)
    case 'label_join':
      return parts[1]?.kind === 'string' ? withLabel(inner, parts[1].value, unknownLabel) : anyLabels
    case 'histogram_quantile':
      return remove(inner, ['le'], name)
    case 'histogram_quantiles': {
      const [, target] = parts
      const quantiles = remove(inner, ['le'], name)
      return target?.kind === 'string' ? withLabel(quantiles, target.value, presentLabel(name)) : anyLabels
    }
    default:
      return inner
  }
}

/** Labels with exactly one matcher, which must be `=`, of a selector that is the argument itself. */
function labelsOfAbsent(name: string, argument: Expression | undefined): LabelSet {
  const none = noLabels(name)
  if (argument?.kind !== 'selector') return none
  const known = [...Map.groupBy(argument.matchers, ({ label }) => label)].flatMap(([label, [matcher, ...more]]) =>
    matcher?.operator === '=' && more.length === 0 && label !== '__name__'
      ? [[label, labelWithValues([matcher.value], `the matcher of ${name}`)] as const]
      : [],
  )
  return { ...none, known: new Map(known) }
}

function labelsOfReplace(inner: LabelSet, parts: readonly Expression[]): LabelSet {
  const [, target, replacement, , pattern] = parts
  if (target?.kind !== 'string') return anyLabels
  const written =
    replacement?.kind === 'string' && !replacement.value.includes('$')
      ? labelWithValues([replacement.value], 'label_replace')
      : unknownLabel
  const matchesAll = pattern?.kind === 'string' && /^\(?\.\*\)?$/.test(pattern.value)
  const old = stateOf(inner, target.value)
  return withLabel(inner, target.value, matchesAll ? written : eitherState(written, old))
}

function labelsOfBinary(labelsOf: LabelsOf, expression: BinaryExpression): LabelSet {
  const [left, right] = [labelsOf(expression.left), labelsOf(expression.right)]
  if (isScalar(expression.left)) return right
  if (isScalar(expression.right)) return left
  if (expression.operator === 'or') return eitherSet(left, right)
  if (expression.operator === 'unless') return left
  const { matching } = expression
  if (isSetOperation(expression) && conflictOf(left, right, expression) !== undefined) return left
  if (matching.isFilled) return withUnknownValues(eitherSet(left, right))
  const many = matching.group === 'right' ? right : left
  const one = matching.group === 'right' ? left : right
  const matched = withMatchedValues(many, one, expression)
  if (isSetOperation(expression)) return matched
  if (matching.group !== undefined) {
    let result = matched
    for (const name of matching.included) result = withLabel(result, name, stateOf(one, name))
    return result
  }
  const reason = describeMatching(expression)
  return matching.isOn ? keepOnly(matched, matching.labels, reason) : remove(matched, matching.labels, reason)
}

/** `on (job)`, `ignoring (pod)` */
const describeMatching = ({ matching: { isOn, labels } }: BinaryExpression): string =>
  `${isOn ? 'on' : 'ignoring'} (${labels.join(', ')})`

/** Series that match have equal values of the matched labels. */
function withMatchedValues(many: LabelSet, one: LabelSet, { matching }: BinaryExpression): LabelSet {
  if (!matching.isOn) {
    const both = bothSets(many, one)
    const ignored = matching.labels.map((name) => [name, stateOf(many, name)] as const)
    return { ...both, known: new Map([...both.known, ['__name__', unknownLabel], ...ignored]) }
  }
  let result = many
  for (const name of matching.labels)
    result = withLabel(result, name, bothStates(stateOf(many, name), stateOf(one, name)))
  return result
}

const withUnknownValues = (set: LabelSet): LabelSet => ({
  ...set,
  known: new Map([...set.known.keys()].map((name) => [name, unknownLabel])),
})
