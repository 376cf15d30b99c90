import { didYouMean, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { causeOf } from '../engine/external-lines.ts'

export const namespaceExists: Check = {
  name: 'namespace-exists',
  question: 'references',
  severity: 'error',
  why: 'The API server refuses an object in a namespace that does not exist. Argo CD and Flux then stop before the objects that come after it.',
  remedy: 'Correct the namespace, or add a Namespace. If another repository creates it, declare it as external.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
  *run(context) {
    // Other manifests are often applied to a namespace that exists: they are complete if they have a Namespace.
    if (context.environment === undefined && context.ofKind('Namespace').length === 0) return
    for (const [namespace, object] of firstObjects(context)) {
      const exists =
        createdByKubernetes.has(namespace) ||
        context.find('Namespace', '', namespace) !== undefined ||
        context.external.has('Namespace', namespace)
      if (!exists) yield missingNamespace(context, namespace, object)
    }
  },
}

const createdByKubernetes: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease'])

/** The first object of each namespace that objects name. */
function firstObjects({ objects }: CheckContext): ReadonlyMap<string, SourcedObject> {
  const found = new Map<string, SourcedObject>()
  for (const object of objects) {
    const namespace = stringOf(object.object.metadata.namespace)
    if (namespace && !found.has(namespace)) found.set(namespace, object)
  }
  return found
}

function missingNamespace(context: CheckContext, name: string, object: SourcedObject): Problem {
  const missing = { kind: 'Namespace', name, namespace: '' }
  const suggestion = didYouMean(
    name,
    context.ofKind('Namespace').map((one) => one.object.metadata.name),
  )
  return {
    object,
    pointer: '/metadata/namespace',
    message: `there is no Namespace ${name}.`,
    cause: causeOf(missing),
    // In manifests that this repository did not render, another source can create it.
    severity: context.environment === undefined && suggestion === undefined ? 'warning' : 'error',
    ...(suggestion === undefined ? { missing } : { remedy: suggestion }),
  }
}
