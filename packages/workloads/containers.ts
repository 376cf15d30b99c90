import { factsOf, isObject, type Mapping, mappingOf, stringMapOf, valueAt } from '@thanos-gitops/manifest'

/** The lists of a pod specification that have containers, in the order in which they start. */
export const containerLists = ['initContainers', 'containers', 'ephemeralContainers'] as const

/** A container as the manifest has it. */
export interface ContainerEntry {
  readonly list: (typeof containerLists)[number]
  /** From the root of the object: `['spec', 'template', 'spec', 'containers', '0']`. */
  readonly path: readonly string[]
  readonly fields: Mapping
}

const template = ['spec', 'template', 'spec']

/**
 * The path of an object's pod specification; undefined for an object without pods. A kind outside of the table, such as an Argo
 * Rollout, has one if it has a pod template at the usual path.
 */
export function podSpecPath(object: { readonly kind: string }): readonly string[] | undefined {
  const { podSpec } = factsOf(object.kind)
  const path = podSpec ?? template
  const found = valueAt(object, path)
  if (!isObject(found)) return undefined
  return podSpec !== undefined || Array.isArray(found.containers) ? path : undefined
}

/** The pod specification of an object; undefined for an object without pods. */
export function podSpecOf(object: { readonly kind: string }): Mapping | undefined {
  const path = podSpecPath(object)
  return path && mappingOf(valueAt(object, path))
}

/** The labels of an object's pods. */
export function podLabelsOf(object: { readonly kind: string }): Readonly<Record<string, string>> {
  const path = podSpecPath(object)
  return stringMapOf(path && valueAt(object, [...path.slice(0, -1), 'metadata', 'labels']))
}

/** All containers of an object, of any kind that has a pod specification. */
export function containerEntries(object: { readonly kind: string }): readonly ContainerEntry[] {
  const podSpec = podSpecPath(object)
  if (podSpec === undefined) return []
  const pod = mappingOf(valueAt(object, podSpec))
  return containerLists.flatMap((list) => {
    const containers = pod[list]
    if (!Array.isArray(containers)) return []
    return containers.flatMap((fields: unknown, index): ContainerEntry[] =>
      isObject(fields) ? [{ list, path: [...podSpec, list, String(index)], fields }] : [],
    )
  })
}
