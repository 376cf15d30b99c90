import {
  type Environment,
  hasReference,
  isComputed,
  isObject,
  type KubernetesObject,
  referencesIn,
  replaceReferences,
  settingNameOf,
  valueReference,
} from '@thanos-gitops/manifest'
import { withSettings } from '../base/resolve-references.ts'
import type { SelectedObject } from '../base/select-components.ts'
import { stepsOf } from './field-tree.ts'

/**
 * The object of the base with the names of settings instead of their values, so that environments share its schema. It has the
 * values of those settings that decide which fields exist or how patches name them.
 */
export function shownObject(selected: SelectedObject, environment: Environment): KubernetesObject {
  const { object, isShared } = namedObject(selected)
  return isShared ? object : withSettings(object, environment)
}

interface NamedObject {
  readonly object: KubernetesObject
  /** Whether it has no reference to a setting. */
  readonly isShared: boolean
}

const named = new WeakMap<SelectedObject, NamedObject>()

function namedObject(selected: SelectedObject): NamedObject {
  let found = named.get(selected)
  if (found === undefined) {
    const settings = new Set(namingSettings(selected.object))
    const object = withNames(selected.object, settings) as KubernetesObject
    found = { object, isShared: settings.size === 0 }
    named.set(selected, found)
  }
  return found
}

/** The references of a value that are part of the name of the object, of a field or of a step, or that stand for several fields. */
function namingSettings(value: unknown, isName = false): readonly string[] {
  if (typeof value === 'string') return isName || valueReference(value) !== undefined ? referencesIn(value) : []
  if (Array.isArray(value))
    return value.flatMap((element, index) => [...stepSettings(value, element, index), ...namingSettings(element)])
  if (!isObject(value)) return []
  const isMetadata = 'kind' in value && 'metadata' in value
  return Object.entries(value).flatMap(([key, child]) => [
    ...referencesIn(key),
    ...(isMetadata && key === 'metadata' && isObject(child) ? namingSettings(child.name, true) : []),
    ...namingSettings(child),
  ])
}

/** The references in the steps to an element of a list. */
function stepSettings(list: readonly unknown[], element: unknown, index: number): readonly string[] {
  const values = isObject(element) ? Object.values(element) : [element]
  if (!values.some((value) => typeof value === 'string' && hasReference(value))) return []
  return stepsOf(list, element, index).steps.flatMap(referencesIn)
}

/** @param kept the references that stay */
function withNames(value: unknown, kept: ReadonlySet<string>): unknown {
  if (typeof value === 'string')
    return replaceReferences(value, (reference) =>
      kept.has(reference) ? undefined : isComputed(reference) ? '<computed>' : `<${settingNameOf(reference)}>`,
    )
  if (Array.isArray(value)) return value.map((element) => withNames(element, kept))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withNames(child, kept)]))
}
