import { type BinaryExpression, type Expression, isScalar } from '../expression.ts'

/**
 * The labels in which the series of a result differ, as far as the query shows them: those of `by (…)`. Undefined for a result
 * whose series can differ in any label.
 */
export function identityOf(expression: Expression): readonly string[] | undefined {
  switch (expression.kind) {
    case 'number':
      return []
    case 'subquery':
    case 'unary':
      return identityOf(expression.inner)
    case 'aggregation': {
      const { operator, grouping, parameter, inner } = expression
      if (operator === 'topk' || operator === 'bottomk' || operator === 'limitk')
        return parameter?.kind === 'number' && parameter.value === 1 && grouping.isBy
          ? grouping.labels
          : identityOf(inner)
      return grouping.isBy && operator !== 'count_values' && operator !== 'limit_ratio' ? grouping.labels : undefined
    }
    case 'call': {
      const { name, arguments: parts } = expression
      if (name.startsWith('label_') || name === 'info' || name === 'histogram_quantiles') return undefined
      const vector = parts.find((part) => part.kind !== 'string' && !isScalar(part))
      if (vector === undefined || name.startsWith('absent')) return []
      const identity = identityOf(vector)
      return name === 'histogram_quantile' ? identity?.filter((label) => label !== 'le') : identity
    }
    case 'binary':
      return identityOfBinary(expression)
    default:
      return undefined
  }
}

function identityOfBinary({ operator, left, right, matching }: BinaryExpression): readonly string[] | undefined {
  if (operator === 'or') return undefined
  if (operator === 'and' || operator === 'unless' || isScalar(right)) return identityOf(left)
  if (isScalar(left)) return identityOf(right)
  if (matching.group !== undefined) return identityOf(matching.group === 'left' ? left : right)
  return matching.isOn ? matching.labels : identityOf(left)?.filter((label) => !matching.labels.includes(label))
}

/** The labels in which series of one side differ, although the operator does not compare them. */
export function unmatchedLabels(side: Expression, { matching }: BinaryExpression): readonly string[] {
  const isMatched = (label: string): boolean => matching.labels.includes(label) === matching.isOn
  return (identityOf(side) ?? []).filter((label) => !isMatched(label) && !matching.included.includes(label))
}
