import { contentOf, listOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { missingObjects } from '../engine/missing-objects.ts'

export const serviceAccountExists = {
  name: 'service-account-exists',
  id: 'TH044',
  severity: 'error',
  why: 'The API server refuses pods of a ServiceAccount that is not there, so that the workload has no pods; a binding to one gives its rights to nobody.',
  remedy: 'Render the ServiceAccount.',
  source:
    'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#serviceaccount-admission-controller',
  *run(context) {
    const ofPods = context.workloads.flatMap(({ object, namespace, podSpec, podPointer }) => {
      const field = ['serviceAccountName', 'serviceAccount'].find((name) => stringOf(podSpec[name]) !== undefined)
      return field === undefined
        ? []
        : [
            {
              object,
              namespace,
              kind: 'ServiceAccount',
              name: String(podSpec[field]),
              pointer: `${podPointer}/${field}`,
            },
          ]
    })
    const ofBindings = ['RoleBinding', 'ClusterRoleBinding'].flatMap((kind) =>
      context.ofKind(kind).flatMap((object) =>
        listOf(contentOf(object).subjects).flatMap((subject, index) => {
          const { kind, name, namespace } = mappingOf(subject)
          if (kind !== 'ServiceAccount' || typeof name !== 'string') return []
          return [
            {
              object,
              namespace: stringOf(namespace) ?? context.namespaceOf(object),
              kind,
              name,
              pointer: `/subjects/${index}/name`,
            },
          ]
        }),
      ),
    )
    const namespaces = new Set(context.objects.map((object) => context.namespaceOf(object)))
    // Rights for an account of another namespace, which is rendered elsewhere.
    const judged = ofBindings.filter(({ namespace }) => namespaces.has(namespace))
    yield* missingObjects(
      context,
      [...ofPods, ...judged],
      ({ kind, name, namespace }) =>
        name === 'default' ||
        context.find(kind, namespace, name) !== undefined ||
        context.external.has(kind, name, namespace),
    )
  },
} satisfies Check
