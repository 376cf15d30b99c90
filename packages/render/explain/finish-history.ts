import { formatPointer, isObject, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import type { FieldHistory } from './field-history.ts'

/** Adds what the renderer changes last: canonical quantities and content hashes. Documents are strings by then and are skipped. */
export function finishHistory(
  field: FieldHistory,
  object: KubernetesObject,
  steps: readonly string[] = [],
): FieldHistory {
  const value = steps.length === 0 ? object : valueAt(object, steps)
  const { children } = field
  if (Array.isArray(children))
    return Array.isArray(value)
      ? { ...field, children: children.map((child, index) => finishHistory(child, object, [...steps, String(index)])) }
      : field
  if (children)
    return isObject(value)
      ? {
          ...field,
          children: new Map([...children].map(([key, child]) => [key, finishHistory(child, object, [...steps, key])])),
        }
      : field
  const [newest, ...older] = field.origins
  if (newest === undefined || value === undefined || newest.value === value) return field
  if (newest.layer === 'renderer') return { ...field, origins: [{ ...newest, value }, ...older] }
  return {
    ...field,
    origins: [
      {
        layer: 'renderer',
        place: newest.place,
        value,
        note: `${formatPointer(steps.slice(-1)).slice(1)} in its canonical form`,
      },
      newest,
      ...older,
    ],
  }
}
