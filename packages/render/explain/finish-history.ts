import { escapeStep, isObject, type KubernetesObject } from '@thanos-gitops/manifest'
import { type FieldChildren, type FieldHistory, isList } from './field-history.ts'
import { originAt } from './origin-at.ts'

/**
 * Adds what the renderer changes last: canonical quantities and content hashes. Documents are strings by then and are skipped. The
 * history itself if nothing is added.
 */
export const finishHistory = (history: FieldHistory, object: KubernetesObject): FieldHistory =>
  finished(history, object, '')

function finished(field: FieldHistory, value: unknown, step: string): FieldHistory {
  if (field.children !== undefined) return finishedCollection(field, field.children, value)
  const [newest, ...older] = field.origins
  if (newest === undefined || value === undefined || newest.value === value) return field
  if (newest.layer === 'renderer') return { ...field, origins: [{ ...newest, value }, ...older] }
  const origin = originAt(() => newest.place, {
    layer: 'renderer',
    value,
    note: `${escapeStep(step)} in its canonical form`,
  })
  return { ...field, origins: [origin, newest, ...older] }
}

// Environments share parts of the base, and so the objects and histories of these parts.
const known = new WeakMap<FieldHistory, { readonly value: object; readonly result: FieldHistory }>()

function finishedCollection(field: FieldHistory, children: FieldChildren, value: unknown): FieldHistory {
  if (typeof value !== 'object' || value === null) return field
  const before = known.get(field)
  if (before?.value === value) return before.result
  const result = withFinishedChildren(field, children, value)
  known.set(field, { value, result })
  return result
}

function withFinishedChildren(field: FieldHistory, children: FieldChildren, value: object): FieldHistory {
  if (isList(children)) {
    if (!Array.isArray(value)) return field
    const list = children.map((child, index) => finished(child, value[index], String(index)))
    return list.some((child, index) => child !== children[index]) ? { ...field, children: list } : field
  }
  if (!isObject(value)) return field
  const fields = Array.from(children, ([key, child]): readonly [string, FieldHistory] => [
    key,
    finished(child, Object.hasOwn(value, key) ? value[key] : undefined, key),
  ])
  const isChanged = fields.some(([key, child]) => child !== children.get(key))
  return isChanged ? { ...field, children: new Map(fields) } : field
}
