import type { Mapping } from '@thanos-gitops/manifest'

const equality = /^([\w./-]+)\s*(==?|!=)\s*([\w.-]*)$/
const membership = /^([\w./-]+)\s+(in|notin)\s*\(([^)]*)\)$/
const existence = /^(!?)\s*([\w./-]+)$/

/**
 * The LabelSelector of a selector in one string, such as `app=store,tier in (a, b),!canary`: apimachinery, pkg/labels/selector.go.
 * Undefined for another form.
 */
export function parseLabelSelector(text: string): Mapping | undefined {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim())
  const expressions = parts.map(expressionOf)
  return expressions.every((expression) => expression !== undefined) ? { matchExpressions: expressions } : undefined
}

function expressionOf(part: string): Mapping | undefined {
  const [, key, operator, value] = equality.exec(part) ?? []
  if (key !== undefined) return { key, operator: operator === '!=' ? 'NotIn' : 'In', values: [value] }
  const [, listKey, listOperator, list] = membership.exec(part) ?? []
  if (listKey !== undefined)
    return {
      key: listKey,
      operator: listOperator === 'in' ? 'In' : 'NotIn',
      values: list!.split(',').map((one) => one.trim()),
    }
  const [, negation, name] = existence.exec(part) ?? []
  return name === undefined ? undefined : { key: name, operator: negation === '!' ? 'DoesNotExist' : 'Exists' }
}
