import { contentOf, listOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext } from '../engine/check.ts'
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
    const fromBindings = bindingReferences(context).filter(({ namespace }) => namespaces.has(namespace))
    yield* missingObjects(
      context,
      [...podReferences(context), ...fromBindings],
      ({ kind, name, namespace }) =>
        name === 'default' ||
        context.find(kind, namespace, name) !== undefined ||
        context.external.has(kind, name, namespace),
    )
  },
} satisfies Check

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
