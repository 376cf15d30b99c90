import { isObject, listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'

export type Labels = Readonly<Record<string, string>>

/** Whether labels contain all required labels, as for the selector of a Service. */
export const hasLabels = (labels: Labels, required: Mapping): boolean =>
  Object.entries(required).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)

/**
 * Whether a LabelSelector (`matchLabels`, `matchExpressions`) matches labels. As in Kubernetes, an empty selector matches
 * everything and an absent one matches nothing: apimachinery, pkg/apis/meta/v1/helpers.go, LabelSelectorAsSelector.
 */
export function selectorMatches(selector: unknown, labels: Labels): boolean {
  if (!isObject(selector)) return false
  const { matchLabels, matchExpressions } = selector
  return (
    hasLabels(labels, mappingOf(matchLabels)) &&
    listOf(matchExpressions).every((expression) => expressionMatches(mappingOf(expression), labels))
  )
}

function expressionMatches({ key, operator, values }: Mapping, labels: Labels): boolean {
  if (typeof key !== 'string') return false
  const exists = Object.hasOwn(labels, key)
  const isAmong = exists && listOf(values).includes(labels[key])
  switch (operator) {
    case 'In':
      return isAmong
    case 'NotIn':
      return !isAmong
    case 'Exists':
      return exists
    case 'DoesNotExist':
      return !exists
    // The API server refuses any other operator.
    default:
      return false
  }
}

/**
 * The LabelSelector for the pods of an object: a Service has plain labels in `spec.selector`, all other kinds a LabelSelector.
 * Undefined if the object selects no pods, such as a Service without a selector.
 */
export function podSelectorOf(object: { readonly kind: string }): Mapping | undefined {
  const { selector } = mappingOf((object as unknown as Mapping).spec)
  if (!isObject(selector)) return undefined
  if (object.kind !== 'Service') return selector
  return Object.keys(selector).length === 0 ? undefined : { matchLabels: selector }
}
