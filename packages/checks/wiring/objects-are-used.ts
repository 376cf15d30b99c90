import { contentOf, isObject, type SourcedObject } from '@thanos-gitops/manifest'
import type { Check, CheckContext } from '../engine/check.ts'
import { addTo } from '../engine/lazy.ts'
import { rolesAllow } from '../engine/pod-groups.ts'

export const objectsAreUsed: Check = {
  name: 'objects-are-used',
  question: 'references',
  severity: 'warning',
  why: 'A ConfigMap that no pod mounts has no effect: its rules are not evaluated, and its configuration is not read. A claim that no pod mounts reserves a volume for nothing.',
  remedy: 'Refer to the object, or remove it.',
  source: 'https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps',
  *run(context) {
    // Manifests without workloads refer to pods from another source.
    if (context.workloads.length === 0 || readsConfigMaps(context)) return
    const candidates = unusedCandidates(context)
    const used = mentionedNames(context, new Set(candidates.map(({ object }) => object.metadata.name)))
    for (const object of candidates) {
      const mentions = used.get(object.object.metadata.name) ?? []
      if (mentions.every((other) => other === object))
        yield {
          object,
          pointer: '/metadata/name',
          message: 'no other object of these manifests refers to it.',
        }
    }
  },
}

/** Whether a role allows a program to read ConfigMaps from the API server. */
const readsConfigMaps = ({ ofKind }: CheckContext): boolean =>
  [...ofKind('Role'), ...ofKind('ClusterRole')].some((role) =>
    rolesAllow(role, ['get', 'list', 'watch', '*'], ['configmaps', '*']),
  )

// Roles and accounts are also for people and programs outside of the manifests.
const kinds = ['ConfigMap', 'PersistentVolumeClaim']

/** Objects that only a reference by name makes effective. Controllers find objects with labels or annotations of their own. */
const unusedCandidates = (context: CheckContext): readonly SourcedObject[] =>
  kinds
    .flatMap((kind) => context.ofKind(kind))
    .filter(
      ({ object }) =>
        [...Object.keys(object.metadata.labels ?? {}), ...Object.keys(object.metadata.annotations ?? {})].every(
          (name) => ordinary.test(name),
        ) &&
        !/^(default|kube-root-ca\.crt)$/.test(object.metadata.name) &&
        !isOfClaimTemplate(context, object),
    )

const ordinary =
  /^(app|name|component|release|chart|heritage|version|team|tier|instance|k8s-app|prometheus)$|^(app\.kubernetes\.io|helm\.sh|meta\.helm\.sh|argocd\.argoproj\.io|kustomize\.toolkit\.fluxcd\.io|thanos-gitops)\//

/** Whether a StatefulSet mounts the claim: data-prometheus-0. */
const isOfClaimTemplate = (context: CheckContext, { kind, metadata }: SourcedObject['object']): boolean =>
  kind === 'PersistentVolumeClaim' &&
  context.workloads.some((workload) =>
    workload.volumes.some(
      ({ type, name }) => type === 'claimTemplate' && metadata.name.startsWith(`${name}-${workload.name}-`),
    ),
  )

// Longer strings are documents such as dashboards.
const longest = 20_000
const word = /[A-Za-z0-9](?:[-A-Za-z0-9.:_]*[A-Za-z0-9])?/g

/** The objects in whose fields each name occurs. */
function mentionedNames(
  context: CheckContext,
  names: ReadonlySet<string>,
): ReadonlyMap<string, readonly SourcedObject[]> {
  const found = new Map<string, SourcedObject[]>()
  for (const object of context.objects) {
    const { metadata: _, ...fields } = contentOf(object)
    for (const text of stringsIn([fields, object.object.metadata.annotations]))
      for (const name of wordsOf(text)) if (names.has(name)) addTo(found, name, object)
  }
  return found
}

function* stringsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value
  else if (isObject(value) || Array.isArray(value)) for (const child of Object.values(value)) yield* stringsIn(child)
}

const wordsOf = (text: string): readonly string[] => (text.length > longest ? [] : [text, ...(text.match(word) ?? [])])
