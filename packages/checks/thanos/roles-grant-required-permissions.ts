import { contentOf, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { programsNamed } from './components.ts'
import { inDocument } from './places.ts'
import { configurationOf } from './prometheus.ts'

export const rolesGrantRequiredPermissions: Check = {
  name: 'roles-grant-required-permissions',
  id: 'TH043',
  severity: 'error',
  why: 'Prometheus discovers nothing that it may not list, and says so only in its log. A rule for a group that Kubernetes removed grants nothing; nodes/proxy grants whatever a kubelet does.',
  remedy: 'Grant get, list and watch of what the scrape configuration discovers, and nodes/metrics for kubelets.',
  source:
    'https://github.com/prometheus/prometheus/blob/v3.13.2/documentation/examples/rbac-setup.yml, https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  *run(context) {
    const bound = bindings(context)
    const ofPrometheus = new Set(
      programsNamed(context, 'prometheus').flatMap(({ container }) =>
        bindingsOf(bound, container.workload).map((binding) => String(mappingOf(contentOf(binding).roleRef).name)),
      ),
    )
    for (const role of [...context.ofKind('ClusterRole'), ...context.ofKind('Role')])
      for (const [index, rule] of listOf(contentOf(role).rules).entries()) {
        const groups = listOf(mappingOf(rule).apiGroups)
        const at = `/rules/${index}`
        // Beside the new group the old one does no harm.
        const isReplaced = listOf(contentOf(role).rules).some((other) =>
          listOf(mappingOf(other).apiGroups).includes('networking.k8s.io'),
        )
        if (groups.length === 1 && groups[0] === 'extensions')
          yield {
            object: role,
            pointer: `${at}/apiGroups`,
            message: 'Kubernetes has no group extensions since 1.22.',
            remedy: isReplaced ? 'Remove the rule.' : 'Use networking.k8s.io or apps.',
            ...(isReplaced && { severity: 'warning' as const }),
          }
        const resources = listOf(mappingOf(rule).resources)
        if (
          resources.includes('endpoints') &&
          isOfPrometheus(ofPrometheus, role.object.metadata.name) &&
          !listOf(contentOf(role).rules).some((other) =>
            listOf(mappingOf(other).resources).some((one) => one === 'endpointslices' || one === '*'),
          )
        )
          yield {
            object: role,
            pointer: `${at}/resources`,
            message: 'Kubernetes deprecated Endpoints in 1.33, and Prometheus may not list EndpointSlices.',
            remedy: 'Grant endpointslices of discovery.k8s.io.',
            severity: 'warning',
          }
        if (resources.includes('nodes/proxy') && isOfPrometheus(ofPrometheus, role.object.metadata.name))
          yield {
            object: role,
            pointer: `${at}/resources`,
            message: 'nodes/proxy lets Prometheus use the whole API of every kubelet.',
            remedy: 'Grant nodes/metrics, and the non-resource URLs /metrics and /metrics/cadvisor.',
            severity: 'warning',
          }
      }
    for (const prometheus of programsNamed(context, 'prometheus')) {
      const document = configurationOf(context, prometheus)?.document
      const granted = rulesOf(context, bindingsOf(bound, prometheus.container.workload))
      if (!document || !granted) continue
      const reported = new Set<string>()
      for (const [index, job] of listOf(mappingOf(document.value).scrape_configs).entries())
        for (const [position, discovery] of listOf(mappingOf(job).kubernetes_sd_configs).entries()) {
          const role = String(mappingOf(discovery).role)
          const place = inDocument(document, 'scrape_configs', index, 'kubernetes_sd_configs', position, 'role')
          if (role === 'endpoints' && !reported.has('endpoints'))
            yield {
              ...place,
              message: 'Kubernetes deprecated Endpoints in 1.33.',
              remedy: 'Use role: endpointslice.',
              severity: 'warning',
            }
          const missing = (needs[role] ?? []).find(([group, resource]) => !allows(granted, group, resource))
          if (missing && !reported.has(role)) yield missingRight(place, prometheus.container.workload, missing)
          reported.add(role)
        }
    }
  },
}

const needs: Readonly<Record<string, readonly (readonly [group: string, resource: string])[]>> = {
  endpointslice: [
    ['discovery.k8s.io', 'endpointslices'],
    ['', 'pods'],
    ['', 'services'],
  ],
  endpoints: [
    ['', 'endpoints'],
    ['', 'pods'],
    ['', 'services'],
  ],
  pod: [['', 'pods']],
  service: [['', 'services']],
  node: [['', 'nodes']],
  ingress: [['networking.k8s.io', 'ingresses']],
}

const missingRight = (
  place: Pick<Problem, 'object' | 'pointer'>,
  { podSpec }: Workload,
  [group, resource]: readonly [string, string],
): Problem => ({
  ...place,
  message: `no role lets ServiceAccount/${String(podSpec.serviceAccountName)} list ${resource}${group && ` of ${group}`}.`,
})

const isOfPrometheus = (roles: ReadonlySet<string>, role: string): boolean =>
  roles.has(role) || /prometheus/i.test(role)

type BoundRoles = ReadonlyMap<string, readonly { readonly binding: SourcedObject; readonly namespace: unknown }[]>

/** Bindings by the name of the account that they bind. */
const bindings = (context: CheckContext): BoundRoles =>
  Map.groupBy(
    [...context.ofKind('ClusterRoleBinding'), ...context.ofKind('RoleBinding')].flatMap((binding) =>
      listOf(contentOf(binding).subjects)
        .map(mappingOf)
        .flatMap(({ kind, name, namespace }) =>
          kind === 'ServiceAccount' ? [{ binding, namespace, account: String(name) }] : [],
        ),
    ),
    ({ account }) => account,
  )

const bindingsOf = (bound: BoundRoles, { podSpec, namespace }: Workload): SourcedObject[] =>
  (bound.get(String(podSpec.serviceAccountName)) ?? [])
    .filter((one) => one.namespace === undefined || one.namespace === namespace || namespace === '')
    .map(({ binding }) => binding)

/** All rules of the account; undefined where a role is not in the manifests. */
function rulesOf(context: CheckContext, bindings: readonly SourcedObject[]): readonly unknown[] | undefined {
  if (bindings.length === 0) return undefined
  const roles = bindings.map((binding) => {
    const { kind, name } = mappingOf(contentOf(binding).roleRef)
    return context.find(String(kind), kind === 'ClusterRole' ? '' : context.namespaceOf(binding), String(name))
  })
  return roles.includes(undefined) ? undefined : roles.flatMap((role) => listOf(contentOf(role!).rules))
}

const allows = (rules: readonly unknown[], group: string, resource: string): boolean =>
  rules.map(mappingOf).some((rule) => {
    const has = (field: string, value: string): boolean =>
      listOf(rule[field]).some((one) => one === value || one === '*')
    return has('apiGroups', group) && has('resources', resource) && has('verbs', 'list')
  })
