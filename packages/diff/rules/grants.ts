import {
  type KubernetesObject,
  listOf,
  type Mapping,
  mappingOf,
  mappingsOf,
  stringAt,
  valueAt,
} from '@thanos-gitops/manifest'
import type { ManifestSet } from '../manifest-set.ts'
import { namespaceOf } from '../manifest-set.ts'
import { type ChangeContext, type ChangeRule, inPlace, none, risk, type Verdict } from './rule.ts'

// Kubernetes: "Role Based Access Control Good Practices" (docs/concepts/security/rbac-good-practices.md).

const goodPractices = 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/'

/** Verbs with which a subject can give itself more permissions. */
const escalatingVerbs = ['escalate', 'bind', 'impersonate']

/** Groups and users that include requests from anyone. */
const openSubjects = ['system:anonymous', 'system:unauthenticated', 'system:authenticated']

/** What a rule of a Role grants beyond named verbs and resources: `verbs *`, `verb escalate`. */
function broadGrantsOf(rule: Mapping): readonly string[] {
  const namesAll = (field: string): boolean => listOf(rule[field]).includes('*')
  return [
    ...['verbs', 'resources', 'nonResourceURLs'].flatMap((field) => (namesAll(field) ? [`${field} *`] : [])),
    ...escalatingVerbs.flatMap((verb) => (listOf(rule.verbs).includes(verb) ? [`verb ${verb}`] : [])),
  ]
}

const rulesOf = (role: KubernetesObject | undefined): readonly Mapping[] => mappingsOf(valueAt(role, ['rules']))

const broadGrants = (role: KubernetesObject | undefined): readonly string[] => [
  ...new Set(rulesOf(role).flatMap(broadGrantsOf)),
]

/** A role that grants everything: `*` on `*`. */
const grantsEverything = (role: KubernetesObject | undefined): boolean =>
  rulesOf(role).some((rule) => listOf(rule.verbs).includes('*') && listOf(rule.resources).includes('*'))

const broadGrantText = (grants: readonly string[]): string =>
  `It grants ${grants.join(', ')}, which is more than named permissions.`

/** The verdict on a new Role or ClusterRole; undefined where it grants only named verbs and resources. */
function newRole(role: KubernetesObject): Verdict | undefined {
  const grants = broadGrants(role)
  return grants.length === 0 ? undefined : risk(broadGrantText(grants))
}

function changedRole({ before, after, change }: ChangeContext): Verdict {
  if ('reordered' in change) return none('Only the order differs.')
  const index = Number(change.steps[1])
  const changed = mappingsOf(valueAt(after, ['rules']))[index]
  const added = changed === undefined || change.after === undefined ? [] : broadGrantsOf(changed)
  const grants = added.filter((grant) => !broadGrants(before).includes(grant))
  return grants.length === 0 ? inPlace('The permissions change immediately.') : risk(broadGrantText(grants))
}

interface RoleRef {
  readonly kind: string
  readonly name: string
}

const roleRefOf = (binding: KubernetesObject): RoleRef => ({
  kind: stringAt(binding, 'roleRef', 'kind') ?? '',
  name: stringAt(binding, 'roleRef', 'name') ?? '',
})

/** The Role or ClusterRole that a binding names, if it is one of the objects. */
const roleOf = (binding: KubernetesObject, set: ManifestSet): KubernetesObject | undefined => {
  const { kind, name } = roleRefOf(binding)
  return set
    .ofKind(kind)
    .find(
      (role) => role.metadata.name === name && (kind === 'ClusterRole' || namespaceOf(role) === namespaceOf(binding)),
    )
}

export const subjectText = (subject: Mapping): string => `${String(subject.kind)} ${String(subject.name)}`

/** Why a binding is dangerous for these of its subjects; undefined where it is not. */
function dangerousBinding(
  binding: KubernetesObject,
  subjects: readonly Mapping[],
  set: ManifestSet,
): string | undefined {
  if (subjects.length === 0) return undefined
  const { kind, name } = roleRefOf(binding)
  const open = subjects.filter((subject) => openSubjects.includes(String(subject.name)))
  if (open.length > 0)
    return `It grants ${kind} ${name} to ${open.map(subjectText).join(', ')}, which includes any client.`
  const names = subjects.map(subjectText).join(', ')
  const scope = binding.kind === 'ClusterRoleBinding' ? 'everything in the cluster' : 'everything in the namespace'
  if (kind === 'ClusterRole' && name === 'cluster-admin')
    return `It grants cluster-admin to ${names}: ${scope}, including all Secrets.`
  return grantsEverything(roleOf(binding, set))
    ? `It grants ${kind} ${name} to ${names}, whose rules allow every verb on every resource: ${scope}.`
    : undefined
}

const subjectsOf = (binding: KubernetesObject): readonly Mapping[] => mappingsOf(valueAt(binding, ['subjects']))

function newBinding(binding: KubernetesObject, set: ManifestSet): Verdict | undefined {
  const why = dangerousBinding(binding, subjectsOf(binding), set)
  return why === undefined ? undefined : risk(why)
}

function changedSubjects({ after, change, sides }: ChangeContext): Verdict {
  const changed = change.after === undefined ? undefined : subjectsOf(after)[Number(change.steps[1])]
  const why = changed && dangerousBinding(after, [mappingOf(changed)], sides.after)
  return why === undefined ? inPlace('The permissions change immediately.') : risk(why)
}

const roleRule: ChangeRule = { at: '/rules/**', verdict: changedRole, source: goodPractices }
const subjectRule: ChangeRule = { at: '/subjects/**', verdict: changedSubjects, source: goodPractices }

export const roleRules: readonly ChangeRule[] = [roleRule]
export const subjectRules: readonly ChangeRule[] = [subjectRule]

/** The verdict on a new object that grants permissions; undefined where it grants nothing dangerous. */
export function newGrant(object: KubernetesObject, set: ManifestSet): Verdict | undefined {
  if (!object.apiVersion.startsWith('rbac.authorization.k8s.io/')) return undefined
  if (object.kind === 'Role' || object.kind === 'ClusterRole') return newRole(object)
  return object.kind === 'RoleBinding' || object.kind === 'ClusterRoleBinding' ? newBinding(object, set) : undefined
}
