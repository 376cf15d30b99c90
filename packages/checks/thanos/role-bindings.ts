// The permissions that roles grant to the ServiceAccount of a workload.
import { contentOf, listOf, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'

interface Subject {
  readonly binding: SourcedObject
  readonly account: string
  readonly namespace: unknown
}

const subjectsByAccount = perContext((context): ReadonlyMap<string, readonly Subject[]> => {
  const bindings = [...context.ofKind('ClusterRoleBinding'), ...context.ofKind('RoleBinding')]
  const subjects = bindings.flatMap((binding) =>
    listOf(contentOf(binding).subjects)
      .map(mappingOf)
      .filter(({ kind }) => kind === 'ServiceAccount')
      .map(({ name, namespace }) => ({ binding, account: String(name), namespace })),
  )
  return Map.groupBy(subjects, ({ account }) => account)
})

/** The name of the ServiceAccount of a workload. */
export const accountOf = ({ podSpec }: Workload): string => stringOf(podSpec.serviceAccountName) ?? 'default'

/** The bindings of the ServiceAccount of a workload. */
export const bindingsOf = (context: CheckContext, workload: Workload): SourcedObject[] =>
  (subjectsByAccount(context).get(accountOf(workload)) ?? [])
    .filter(({ namespace }) => namespace === undefined || namespace === workload.namespace || workload.namespace === '')
    .map(({ binding }) => binding)

/** The rules of all roles of some bindings; undefined if a role is not in the manifests, or without bindings. */
export function rulesOf(context: CheckContext, bindings: readonly SourcedObject[]): readonly unknown[] | undefined {
  if (bindings.length === 0) return undefined
  const roles = bindings.map((binding) => {
    const { kind, name } = mappingOf(contentOf(binding).roleRef)
    return context.find(String(kind), kind === 'ClusterRole' ? '' : context.namespaceOf(binding), String(name))
  })
  return roles.includes(undefined) ? undefined : roles.flatMap((role) => listOf(contentOf(role!).rules))
}

/** Whether one rule or several grant the verbs list and watch, which discovery needs. */
export const allowsList = (rules: readonly unknown[], group: string, resource: string): boolean =>
  ['list', 'watch'].every((verb) =>
    rules.map(mappingOf).some((rule) => {
      const contains = (field: string, value: string): boolean =>
        listOf(rule[field]).some((entry) => entry === value || entry === '*')
      return contains('apiGroups', group) && contains('resources', resource) && contains('verbs', verb)
    }),
  )
