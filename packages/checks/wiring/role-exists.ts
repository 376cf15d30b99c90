import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext } from '../engine/check.ts'
import { missingObjects } from '../engine/missing-objects.ts'
import type { ObjectReference } from '../engine/references.ts'

export const roleExists = {
  name: 'role-exists',
  question: 'references',
  severity: 'error',
  why: 'The API server accepts a binding to a missing role, but the binding grants no permissions. Service discovery then finds no targets, and no error appears at deployment.',
  remedy: 'Render the role, or correct roleRef.',
  source: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding',
  *run(context) {
    yield* missingObjects(
      context,
      roleReferences(context),
      (role) =>
        isDefaultRole(role) ||
        context.find(role.kind, role.namespace, role.name) !== undefined ||
        context.external.has(role.kind, role.name, role.namespace),
    )
  },
} satisfies Check

const roleReferences = (context: CheckContext): ObjectReference[] =>
  ['RoleBinding', 'ClusterRoleBinding'].flatMap((bindingKind) =>
    context.ofKind(bindingKind).flatMap((object) => {
      const { kind, name } = mappingOf(contentOf(object).roleRef)
      if (typeof kind !== 'string' || typeof name !== 'string') return []
      const namespace = kind === 'Role' ? context.namespaceOf(object) : ''
      return [{ object, kind, name, namespace, pointer: '/roleRef/name' }]
    }),
  )

/** Whether the API server creates the role in every cluster. */
const isDefaultRole = ({ kind, name, namespace }: ObjectReference): boolean =>
  (kind === 'ClusterRole' && isDefaultClusterRole(name)) ||
  // For extension API servers: kubernetes, plugin/pkg/auth/authorizer/rbac/bootstrappolicy/namespace_policy.go.
  (kind === 'Role' && namespace === 'kube-system' && name === 'extension-apiserver-authentication-reader')

// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
const isDefaultClusterRole = (name: string): boolean =>
  name.startsWith('system:') || ['cluster-admin', 'admin', 'edit', 'view'].includes(name)
