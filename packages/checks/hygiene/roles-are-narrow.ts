import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'

export const rolesAreNarrow: Check = {
  name: 'roles-are-narrow',
  question: 'security',
  severity: 'warning',
  why: 'An attacker who controls a process of a pod has all permissions of its ServiceAccount. With those of an administrator, the attacker controls the cluster.',
  remedy: 'Grant only the API groups, resources and verbs that the program uses.',
  source: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege',
  *run(context) {
    for (const kind of ['Role', 'ClusterRole'])
      for (const role of context.ofKind(kind, group)) yield* ruleProblems(role)
    for (const kind of ['RoleBinding', 'ClusterRoleBinding'])
      for (const binding of context.ofKind(kind, group)) {
        yield* bindingProblems(binding)
        yield* serverProblems(context, binding)
      }
  },
}

const group = 'rbac.authorization.k8s.io'
const includes = (list: unknown, ...words: readonly string[]): boolean =>
  listOf(list).some((entry) => words.includes(String(entry)))

const rulesOf = (role: SourcedObject): readonly Mapping[] => listOf(contentOf(role).rules).map(mappingOf)

const allVerbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']

const allowsAll = (verbs: unknown): boolean => includes(verbs, '*') || allVerbs.every((verb) => includes(verbs, verb))

const escalations = ['escalate', 'bind', 'impersonate']

function* ruleProblems(object: SourcedObject): Iterable<Problem> {
  for (const [index, { apiGroups, resources, verbs }] of rulesOf(object).entries()) {
    const pointer = `/rules/${index}`
    if (allowsAll(verbs) && includes(resources, '*') && includes(apiGroups, '*', ''))
      yield { object, pointer, message: 'it allows all verbs on all resources.' }
    const shell = listOf(resources).find((resource) => resource === 'pods/exec' || resource === 'pods/attach')
    if (shell !== undefined && includes(verbs, '*', 'create', 'get'))
      yield {
        object,
        pointer: `${pointer}/resources`,
        message: `${String(shell)} allows its holder to run commands in the pods, with the permissions and Secrets of each.`,
        remedy: `Remove ${String(shell)}.`,
      }
    const found = listOf(verbs).find((verb) => escalations.includes(String(verb)))
    if (found !== undefined)
      yield {
        object,
        pointer: `${pointer}/verbs`,
        message: `the verb ${String(found)} allows its holder to get any permission.`,
        remedy: `Remove ${String(found)}.`,
      }
  }
}

const everybody: Readonly<Record<string, string>> = {
  'system:anonymous': 'clients without credentials',
  'system:unauthenticated': 'clients without credentials',
  'system:authenticated': 'all users and pods',
  'system:serviceaccounts': 'all pods of the cluster',
}

function* bindingProblems(object: SourcedObject): Iterable<Problem> {
  const { roleRef, subjects } = contentOf(object)
  const { name } = mappingOf(roleRef)
  if (name === 'cluster-admin')
    yield {
      object,
      pointer: '/roleRef/name',
      message: 'it grants cluster-admin.',
      remedy: 'Bind a role with the permissions that the program uses.',
    }
  for (const [index, subject] of listOf(subjects).entries()) {
    const { kind, name: subjectName } = mappingOf(subject)
    const holders = kind === 'ServiceAccount' ? undefined : everybody[String(subjectName)]
    if (holders !== undefined)
      yield {
        object,
        pointer: `/subjects/${index}/name`,
        message: `${String(subjectName)} grants ${String(name)} to ${holders}.`,
        remedy: 'Bind the role to a ServiceAccount.',
      }
    if (kind === 'ServiceAccount' && subjectName === 'default')
      yield {
        object,
        pointer: `/subjects/${index}/name`,
        message: `every pod that sets no serviceAccountName gets the permissions of ${String(name)}.`,
        remedy: 'Create a ServiceAccount for the workload, and bind the role to it.',
      }
  }
}

/** Resources that no component of a Thanos stack uses, and what they allow. */
const unusedResources: Readonly<Record<string, string>> = {
  secrets: 'read all Secrets',
  'nodes/proxy': 'run commands in all pods of a node',
}

/** A Prometheus or a Thanos component that can read Secrets or run commands. */
function* serverProblems(context: CheckContext, binding: SourcedObject): Iterable<Problem> {
  const { roleRef, subjects } = contentOf(binding)
  const { kind, name } = mappingOf(roleRef)
  const role = context.find(String(kind), kind === 'Role' ? context.namespaceOf(binding) : '', String(name))
  if (role === undefined) return
  const server = listOf(subjects)
    .map((subject) => serverOf(context, mappingOf(subject), context.namespaceOf(binding)))
    .find((found) => found !== undefined)
  if (server === undefined) return
  for (const [index, { resources, resourceNames }] of rulesOf(role).entries()) {
    const found = listOf(resources).find((resource) => unusedResources[String(resource)] !== undefined)
    if (found !== undefined && resourceNames === undefined)
      yield {
        object: role,
        pointer: `/rules/${index}/resources`,
        message: `${server} can ${unusedResources[String(found)]}, because the rule contains ${String(found)}.`,
        remedy: `Remove ${String(found)}, which the program does not use.`,
      }
  }
}

/** The program that runs with a ServiceAccount. */
function serverOf(context: CheckContext, subject: Mapping, bindingNamespace: string): string | undefined {
  if (subject.kind !== 'ServiceAccount') return undefined
  const namespace = stringOf(subject.namespace) ?? bindingNamespace
  return programsIn(context).find(
    ({ container: { workload } }) =>
      workload.namespace === namespace && workload.podSpec.serviceAccountName === subject.name,
  )?.name
}
