import { groupOf, type SourcedObject } from '@thanos-gitops/manifest'
import { type CheckContext, inSameNamespace } from './check.ts'
import { lazy } from './lazy.ts'

export type ObjectIndex = Pick<CheckContext, 'ofKind' | 'find'>

/** Finds objects by kind, namespace and name. */
export function indexObjects(objects: readonly SourcedObject[], namespaceOf: CheckContext['namespaceOf']): ObjectIndex {
  const byKind = lazy(() => Map.groupBy(objects, ({ object }) => object.kind))
  const byName = lazy(() => Map.groupBy(objects, ({ object }) => `${object.kind}/${object.metadata.name}`))
  const byIdentity = lazy(() => firstByIdentity(objects, namespaceOf))
  const hasOpenNamespace = lazy(() => objects.some((object) => namespaceOf(object) === ''))
  return {
    ofKind(kind, group) {
      const found = byKind().get(kind) ?? []
      return group === undefined ? found : found.filter(({ object }) => groupOf(object.apiVersion) === group)
    },
    find(kind, namespace, name) {
      const exact = byIdentity().get(`${kind}/${namespace}/${name}`)
      if (exact !== undefined || (namespace !== '' && !hasOpenNamespace())) return exact
      const named = byName().get(`${kind}/${name}`)
      return named?.find((object) => inSameNamespace(namespaceOf(object), namespace))
    },
  }
}

function firstByIdentity(
  objects: readonly SourcedObject[],
  namespaceOf: CheckContext['namespaceOf'],
): Map<string, SourcedObject> {
  const found = new Map<string, SourcedObject>()
  for (const object of objects) {
    const identity = `${object.object.kind}/${namespaceOf(object)}/${object.object.metadata.name}`
    if (!found.has(identity)) found.set(identity, object)
  }
  return found
}
