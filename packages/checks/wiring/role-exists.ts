import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { missingObjects } from '../engine/missing-objects.ts'

// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
const ofEveryCluster = (name: string): boolean =>
  name.startsWith('system:') || ['cluster-admin', 'admin', 'edit', 'view'].includes(name)

export const roleExists = {
  name: 'role-exists',
  severity: 'error',
  why: 'A binding to a role that is not there is accepted and gives no rights: service discovery then finds nothing, without an error at deployment.',
  remedy: 'Render the role, or correct roleRef.',
  source: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding',
  *run(context) {
    const references = ['RoleBinding', 'ClusterRoleBinding'].flatMap((binding) =>
      context.ofKind(binding).flatMap((object) => {
        const { kind, name } = mappingOf(contentOf(object).roleRef)
        return typeof kind === 'string' && typeof name === 'string'
          ? [
              {
                object,
                kind,
                name,
                namespace: kind === 'Role' ? context.namespaceOf(object) : '',
                pointer: '/roleRef/name',
              },
            ]
          : []
      }),
    )
    yield* missingObjects(
      context,
      references,
      ({ kind, name, namespace }) =>
        (kind === 'ClusterRole' && ofEveryCluster(name)) ||
        (kind === 'Role' && namespace === 'kube-system' && ofKubeSystem(name)) ||
        context.find(kind, namespace, name) !== undefined ||
        context.external.has(kind, name, namespace),
    )
  },
} satisfies Check

// The API server makes it for extension API servers: kubernetes, plugin/pkg/auth/authorizer/rbac/bootstrappolicy/namespace_policy.go.
const ofKubeSystem = (name: string): boolean => name === 'extension-apiserver-authentication-reader'
