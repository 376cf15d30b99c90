import { contentOf, labelOf, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Program, Volume, Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { programsNamed } from './components.ts'
import { inDocument } from './places.ts'
import { configurationOf } from './prometheus.ts'
import { accountOf, allowsList, bindingsOf, rulesOf } from './role-bindings.ts'

export const rolesGrantRequiredPermissions: Check = {
  name: 'roles-grant-required-permissions',
  id: 'TH043',
  question: 'acceptance',
  severity: 'error',
  why: 'Prometheus discovers only objects that it can list, and reports a missing permission only in its log. A rule for an API group that Kubernetes removed grants nothing. A rule for nodes/proxy grants everything that a kubelet can do. Without the token of its ServiceAccount, Prometheus does not start to discover.',
  remedy:
    'Grant get, list and watch on the resources that the scrape configuration discovers, and nodes/metrics for kubelets.',
  source:
    'https://github.com/prometheus/prometheus/blob/v3.13.2/documentation/examples/rbac-setup.yml, https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  *run(context) {
    const prometheuses = programsNamed(context, 'prometheus')
    const boundRoles = new Set(
      prometheuses.flatMap(({ container }) =>
        bindingsOf(context, container.workload).map((binding) => String(mappingOf(contentOf(binding).roleRef).name)),
      ),
    )
    for (const role of [...context.ofKind('ClusterRole'), ...context.ofKind('Role')]) {
      const { name } = role.object.metadata
      yield* roleProblems(role, boundRoles.has(name) || /prometheus/i.test(name))
    }
    for (const prometheus of prometheuses) yield* discoveryProblems(context, prometheus)
  },
}

function* roleProblems(role: SourcedObject, isOfPrometheus: boolean): Iterable<Problem> {
  const rules = listOf(contentOf(role).rules).map(mappingOf)
  for (const [index, { apiGroups, resources }] of rules.entries()) {
    const groups = listOf(apiGroups)
    if (groups.length === 1 && groups[0] === 'extensions') {
      const hasReplacement = rules.some((rule) => listOf(rule.apiGroups).includes('networking.k8s.io'))
      yield {
        object: role,
        pointer: `/rules/${index}/apiGroups`,
        message: 'Kubernetes removed the API group extensions in 1.22.',
        remedy: hasReplacement ? 'Remove the rule.' : 'Use networking.k8s.io or apps.',
        ...(hasReplacement && { severity: 'warning' as const }),
      }
    }
    if (isOfPrometheus)
      for (const problem of prometheusRuleProblems(rules, listOf(resources)))
        yield { object: role, pointer: `/rules/${index}/resources`, severity: 'warning', ...problem }
  }
}

/** @param resources those of one of the rules */
function* prometheusRuleProblems(
  rules: readonly Readonly<Record<string, unknown>>[],
  resources: readonly unknown[],
): Iterable<Pick<Problem, 'message' | 'remedy'>> {
  const hasEndpointSlices = rules.some((rule) =>
    listOf(rule.resources).some((resource) => resource === 'endpointslices' || resource === '*'),
  )
  if (resources.includes('endpoints') && !hasEndpointSlices)
    yield {
      message: 'Kubernetes deprecated Endpoints in 1.33, and Prometheus cannot list EndpointSlices.',
      remedy: 'Grant endpointslices of discovery.k8s.io.',
    }
  if (resources.includes('nodes/proxy'))
    yield {
      message: 'nodes/proxy gives Prometheus access to the whole API of every kubelet.',
      remedy: 'Grant nodes/metrics, and the non-resource URLs /metrics and /metrics/cadvisor.',
    }
}

/** The API group and the name of the resources that Prometheus lists, by role of `kubernetes_sd_configs`. */
const requiredResources = new Map<string, readonly (readonly [group: string, resource: string])[]>([
  [
    'endpointslice',
    [
      ['discovery.k8s.io', 'endpointslices'],
      ['', 'pods'],
      ['', 'services'],
    ],
  ],
  [
    'endpoints',
    [
      ['', 'endpoints'],
      ['', 'pods'],
      ['', 'services'],
    ],
  ],
  ['pod', [['', 'pods']]],
  ['service', [['', 'services']]],
  ['node', [['', 'nodes']]],
  ['ingress', [['networking.k8s.io', 'ingresses']]],
])

function* discoveryProblems(context: CheckContext, prometheus: Program): Iterable<Problem> {
  const { workload } = prometheus.container
  const document = configurationOf(context, prometheus)?.document
  if (!document) return
  const discoveries = [...discoveriesIn(document)]
  if (discoveries.length > 0) yield* missingToken(context, workload)
  const rules = grantedRules(context, workload)
  if (!rules) return
  const reportedRoles = new Set<string>()
  for (const { role, place } of discoveries) {
    if (reportedRoles.has(role)) continue
    reportedRoles.add(role)
    if (role === 'endpoints')
      yield {
        ...place,
        message: 'Kubernetes deprecated Endpoints in 1.33.',
        remedy: 'Use role: endpointslice.',
        severity: 'warning',
      }
    const missing = (requiredResources.get(role) ?? []).find(([group, resource]) => !allowsList(rules, group, resource))
    if (missing) yield { ...place, message: missingPermission(workload, ...missing) }
  }
}

/** Undefined if the manifests contain neither a binding nor the ServiceAccount: other manifests may contain both. */
function grantedRules(context: CheckContext, workload: Workload): readonly unknown[] | undefined {
  const bindings = bindingsOf(context, workload)
  if (bindings.length > 0) return rulesOf(context, bindings)
  return context.find('ServiceAccount', workload.namespace, accountOf(workload)) && []
}

/** The setting of the pod has precedence over that of the ServiceAccount. */
function* missingToken(context: CheckContext, workload: Workload): Iterable<Problem> {
  const { object, podSpec, podPointer, namespace, volumes } = workload
  const account = context.find('ServiceAccount', namespace, accountOf(workload))
  const field = 'automountServiceAccountToken'
  const ofPod = podSpec[field]
  const isMounted = (ofPod ?? (account && contentOf(account)[field])) !== false
  if (isMounted || volumes.some(hasToken)) return
  yield {
    ...(ofPod === false || account === undefined
      ? { object, pointer: `${podPointer}/${field}` }
      : { object: account, pointer: `/${field}` }),
    message: `the pods of ${labelOf(object.object)} get no token of ServiceAccount/${accountOf(workload)}, so that Prometheus cannot use the Kubernetes API.`,
    remedy: `Set ${field}: true in the pod template.`,
  }
}

const hasToken = ({ type, source }: Volume): boolean =>
  type === 'projected' && listOf(source.sources).some((part) => 'serviceAccountToken' in mappingOf(part))

const missingPermission = (workload: Workload, group: string, resource: string): string =>
  `no role allows ServiceAccount/${accountOf(workload)} to list and watch ${resource}${group && ` of ${group}`}.`

/** The `kubernetes_sd_configs` of all scrape jobs, without those of other clusters. */
function* discoveriesIn(document: EmbeddedDocument) {
  for (const [index, job] of listOf(mappingOf(document.value).scrape_configs).entries())
    for (const [position, discovery] of listOf(mappingOf(job).kubernetes_sd_configs).entries())
      if (!usesOtherCluster(mappingOf(discovery)))
        yield {
          role: String(mappingOf(discovery).role),
          place: inDocument(document, 'scrape_configs', index, 'kubernetes_sd_configs', position, 'role'),
        }
}

const usesOtherCluster = ({ api_server, kubeconfig_file }: Readonly<Record<string, unknown>>): boolean =>
  api_server !== undefined || kubeconfig_file !== undefined
