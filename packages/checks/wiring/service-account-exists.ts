import { contentOf, listOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { missingObjects } from '../engine/missing-objects.ts'
import type { ObjectReference } from '../engine/references.ts'

export const serviceAccountExists = {
  name: 'service-account-exists',
  id: 'TH044',
  question: 'references',
  severity: 'error',
  why: 'If a ServiceAccount does not exist, the API server refuses the pods that use it, so the workload has no pods. A binding to it grants permissions to no pod.',
  remedy: 'Render the ServiceAccount, or correct its name.',
  source:
    'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#serviceaccount-admission-controller',
  *run(context) {
    // A binding can refer to an account of another namespace, which these manifests do not contain.
    const namespaces = new Set(context.objects.map((object) => context.namespaceOf(object)))
    const bindings = bindingReferences(context)
    const fromBindings = bindings.filter(({ namespace }) => namespaces.has(namespace))
    yield* missingObjects(
      context,
      [...podReferences(context), ...fromBindings],
      ({ kind, name, namespace }) =>
        name === 'default' ||
        context.find(kind, namespace, name) !== undefined ||
        context.external.has(kind, name, namespace),
    )
    yield* otherNamespaces(
      context,
      bindings.filter(({ namespace }) => !namespaces.has(namespace)),
    )
  },
} satisfies Check

/** Subjects in a namespace without manifests, with the name of an account that the binding does not contain otherwise. */
function* otherNamespaces(context: CheckContext, references: readonly ObjectReference[]): Generator<Problem> {
  for (const { object, pointer, kind, name, namespace } of references) {
    const same = context.ofKind(kind).filter((account) => account.object.metadata.name === name)
    const [account] = same
    if (account === undefined || name === 'default' || context.external.has(kind, name, namespace)) continue
    const own = context.namespaceOf(account)
    const isBound = bindingReferences(context).some(
      (other) => other.object === object && other.name === name && other.namespace === own,
    )
    if (!isBound && own !== '')
      yield {
        object,
        pointer: pointer.replace(/name$/, 'namespace'),
        severity: 'warning',
        message: `it grants permissions to ServiceAccount/${name} in ${namespace}, but that of these manifests is in ${own}.`,
        remedy: `Set namespace: ${own} in the subject.`,
      }
  }
}

const podReferences = (context: CheckContext): ObjectReference[] =>
  context.workloads.flatMap(({ object, namespace, podSpec, podPointer }) => {
    const field = ['serviceAccountName', 'serviceAccount'].find((name) => stringOf(podSpec[name]) !== undefined)
    if (field === undefined) return []
    const name = String(podSpec[field])
    return [{ object, namespace, kind: 'ServiceAccount', name, pointer: `${podPointer}/${field}` }]
  })

const bindingReferences = (context: CheckContext): ObjectReference[] =>
  ['RoleBinding', 'ClusterRoleBinding'].flatMap((bindingKind) =>
    context.ofKind(bindingKind).flatMap((object) =>
      listOf(contentOf(object).subjects).flatMap((subject, index) => {
        const { kind, name, namespace: subjectNamespace } = mappingOf(subject)
        if (kind !== 'ServiceAccount' || typeof name !== 'string') return []
        const namespace = stringOf(subjectNamespace) ?? context.namespaceOf(object)
        return [{ object, namespace, kind, name, pointer: `/subjects/${index}/name` }]
      }),
    ),
  )
