import {
  type Base,
  deliveries,
  didYouMean,
  dnsLabel,
  dnsName,
  type Environment,
  type MappingReader,
  type ReportProblem,
  readSettings,
  type StringFormat,
  shownValue,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { readAlerting } from '../alerting/load-alerting.ts'
import { placedComponents } from '../base/base-components.ts'
import { selectableComponents } from '../base/select-components.ts'
import type { FleetReader } from './fleet.ts'
import { readAccess } from './load-access.ts'
import { readBackup } from './load-backup.ts'
import { readCompact } from './load-compact.ts'
import { readExternalUrls } from './load-external-urls.ts'
import { readGrafana } from './load-grafana.ts'
import { readImageOverrides } from './load-image-overrides.ts'
import { readMonitoring } from './load-monitoring.ts'
import { readObjectStorage } from './load-object-storage.ts'
import { readPrometheus } from './load-prometheus.ts'
import { readQuery, readQueryFrontend } from './load-query.ts'
import { readReceive } from './load-receive.ts'
import { type QueryClient, readRemoteQueries } from './load-remote-queries.ts'
import { readRetention } from './load-retention.ts'
import { readRing } from './load-ring.ts'
import { readRule } from './load-rule.ts'
import { readSize } from './load-size.ts'
import { readSource } from './load-source.ts'
import { readStore } from './load-store.ts'
import { readTls } from './load-tls.ts'
import { readRequestLogging, readTracing } from './load-tracing.ts'
import { readValues } from './load-values.ts'
import { readVerticalPodAutoscalers } from './load-vertical-pod-autoscalers.ts'
import { readZones } from './load-zones.ts'
import { globalQuery } from './queried-environment.ts'

const keys = [
  'cluster',
  'source',
  'ring',
  'kubernetesVersion',
  'namespace',
  'formerNamespaces',
  'clusterDomain',
  'delivery',
  'objectStorage',
  'backup',
  'retention',
  'layers',
  'values',
  'requiredComponents',
  'components',
  'images',
  'externalUrls',
  'policy',
  'laptop',
  'networkPolicies',
  'zones',
  'alerting',
  'access',
  'grafana',
  'size',
  'tls',
  'store',
  'compact',
  'receive',
  'query',
  'queryFrontend',
  'tracing',
  'requestLogging',
  'rule',
  'monitoring',
  'prometheus',
  'verticalPodAutoscalers',
] as const

/** A key of `environment.yaml`, without `apiVersion` and `kind`. */
export type EnvironmentKey = (typeof keys)[number]

// The name becomes a label's value in Prometheus' configuration, where `$` begins a variable. An ARN of EKS is a name too.
export const clusterName: StringFormat = {
  pattern: /^[A-Za-z0-9][\w.:/@-]{0,127}$/,
  description: 'a name of letters, digits and . _ - : / @, at most 128 characters',
  example: 'eu-central-1',
}

/** The domain of Services is `svc.` and this name. */
const clusterDomain: StringFormat = {
  pattern: new RegExp(`^(?!svc\\.)${dnsName.pattern.source.slice(1)}`),
  description: 'a DNS name without svc. before it and without a dot at its end',
  example: 'cluster.local',
  remedy: (value) => {
    const name = typeof value === 'string' ? value.replace(/^(svc\.)+|\.$/g, '') : ''
    return dnsName.pattern.test(name) ? `Write clusterDomain: ${name}` : undefined
  },
}

/** A sync of the stack manages the Namespace object and can delete it with everything in it. */
const namespacesOfOthers = ['default', 'kube-system', 'kube-public', 'kube-node-lease', 'argocd', 'flux-system']

/**
 * Reads `environment.yaml`. Reports every problem and then returns undefined.
 *
 * @param repository the value of `delivery.yaml`, from which the address of the runbooks follows
 * @param fleet the other environments, for a query that asks theirs; undefined where they are not known
 */
export function loadEnvironment(
  name: string,
  source: YamlFile,
  base: Base,
  report: ReportProblem,
  repository?: unknown,
  fleet?: FleetReader,
): Environment | undefined {
  const codes = { invalid: 'environment-invalid', unknownKey: 'environment-unknown-key' }
  const fields = readSettings(source, 'Environment', keys, codes, report)
  if (fields === undefined) return undefined
  const externalUrls = readExternalUrls(fields, repository)
  const hasRequiredComponents = !fields.has('requiredComponents') || fields.boolean('requiredComponents')
  const storage =
    hasRequiredComponents || fields.has('objectStorage') ? readObjectStorage(fields, base) : withoutObjectStorage
  const backup = readBackup(fields, base, storage)
  const environment: Environment = {
    name,
    cluster: fields.requiredString('cluster', clusterName),
    kubernetesVersion: fields.requiredOneOf('kubernetesVersion', kubernetesVersions),
    namespace: readNamespace(fields),
    formerNamespaces: readFormerNamespaces(fields),
    clusterDomain: fields.string('clusterDomain', clusterDomain) ?? 'cluster.local',
    delivery: fields.requiredOneOf('delivery', deliveries),
    ...storage,
    ...(backup === undefined ? {} : { backup }),
    retention: readRetention(fields, storage.objectStorage),
    ...(hasRequiredComponents ? {} : { hasRequiredComponents }),
    components: readComponents(fields, base, hasRequiredComponents),
    images: readImageOverrides(fields, base),
    externalUrls,
    ...(fields.boolean('laptop') ? { isLaptop: true } : {}),
    ...(fields.has('networkPolicies') && !fields.boolean('networkPolicies') ? { hasNetworkPolicies: false } : {}),
    ...optionalLayers(fields),
    ...readValues(fields),
    ...optionalZones(fields),
    ...optionalAlerting(fields),
    ...optionalSize(fields),
    ...mappingsWithQueries(fields, { name, externalUrls, fleet }),
    ...readSource(fields),
    ...readRing(fields),
  }
  return fields.isValid ? environment : undefined
}

type Optional =
  | 'access'
  | 'grafana'
  | 'tls'
  | 'store'
  | 'compact'
  | 'receive'
  | 'query'
  | 'queryFrontend'
  | 'tracing'
  | 'requestLogging'
  | 'rule'
  | 'monitoring'
  | 'prometheus'
  | 'verticalPodAutoscalers'

/** The settings that are mappings of their own, without those that the environment does not set. */
export function optionalMappings(
  fields: MappingReader<Optional | 'externalUrls' | 'components' | 'zones'>,
  externalUrls: NonNullable<Environment['externalUrls']>,
): Pick<Environment, Optional> {
  const found: { readonly [Key in Optional]: Environment[Key] | undefined } = {
    access: readAccess(fields, externalUrls),
    grafana: readGrafana(fields),
    tls: readTls(fields),
    store: readStore(fields),
    compact: readCompact(fields),
    receive: readReceive(fields),
    query: readQuery(fields),
    queryFrontend: readQueryFrontend(fields),
    tracing: readTracing(fields),
    requestLogging: readRequestLogging(fields),
    rule: readRule(fields),
    monitoring: readMonitoring(fields),
    prometheus: readPrometheus(fields),
    verticalPodAutoscalers: readVerticalPodAutoscalers(fields),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

/** `readEnvironmentFiles` has checked the list, because it reads the layers. */
function optionalLayers(fields: MappingReader<'layers'>): Pick<Environment, 'layers'> {
  const listed = fields.value('layers')
  return Array.isArray(listed) && listed.length > 0 ? { layers: listed as readonly string[] } : {}
}
/** Without required components, the pods of the environment need not have a bucket, or they name it themselves. */
const withoutObjectStorage = { objectStorage: 'existing-secret', objectStorageSettings: {} } as const

function optionalZones(fields: MappingReader<'zones'>): Pick<Environment, 'zones'> {
  const zones = readZones(fields)
  return zones === undefined ? {} : { zones }
}

function optionalAlerting(fields: MappingReader<'alerting' | 'components'>): Pick<Environment, 'alerting'> {
  const alerting = readAlerting(fields)
  if (alerting === undefined) return {}
  if (!fields.list('components').includes('alertmanager'))
    fields.keyProblem(
      'alerting',
      'The environment has no Alertmanager to send alerts to receivers.',
      'Add alertmanager to components, or remove alerting.',
      fields.context.codes.invalid,
    )
  return { alerting }
}

function optionalSize(fields: MappingReader<'size' | 'components' | 'prometheus'>): Pick<Environment, 'size'> {
  const size = readSize(fields)
  return size === undefined ? {} : { size }
}

/** The queries of other clusters depend on `tls`. */
function mappingsWithQueries(
  fields: MappingReader<Optional | 'externalUrls' | 'components' | 'namespace' | 'networkPolicies' | 'zones'>,
  client: Omit<QueryClient, 'tls'> & Required<Pick<Environment, 'externalUrls'>>,
): Pick<Environment, Optional | 'remoteQueries'> {
  const mappings = optionalMappings(fields, client.externalUrls)
  const hasGlobalQuery = fields.list('components').includes(globalQuery)
  const remoteQueries = readRemoteQueries(fields, { ...client, tls: mappings.tls, hasGlobalQuery })
  return remoteQueries === undefined ? mappings : { ...mappings, remoteQueries }
}

function readNamespace(fields: MappingReader<'namespace'>): string {
  const namespace = fields.requiredString('namespace', dnsLabel)
  if (namespacesOfOthers.includes(namespace))
    fields.problem(
      ['namespace'],
      `The namespace ${namespace} belongs to other programs. Argo CD or Flux would manage it, and could delete it, with this stack.`,
      'Choose a namespace for this stack alone, for example namespace: monitoring',
    )
  return namespace
}

/** The namespaces that Argo CD still prunes in. */
function readFormerNamespaces(fields: MappingReader<'namespace' | 'formerNamespaces'>): readonly string[] {
  const listed = fields.list('formerNamespaces')
  listed.forEach((entry, index) => {
    const [message, remedy] = formerNamespaceProblem(entry, listed.slice(0, index), fields.value('namespace')) ?? []
    if (message !== undefined && remedy !== undefined) fields.problem(['formerNamespaces', index], message, remedy)
  })
  return listed as readonly string[]
}

/** The message and the remedy. */
function formerNamespaceProblem(
  entry: unknown,
  before: readonly unknown[],
  current: unknown,
): readonly [string, string] | undefined {
  if (typeof entry !== 'string' || !dnsLabel.pattern.test(entry))
    return [
      `An entry of formerNamespaces must be ${dnsLabel.description}, not ${shownValue(entry)}.`,
      'Write for example formerNamespaces: [monitoring]',
    ]
  if (entry === current)
    return [`${entry} is the namespace of the environment.`, 'Write only namespaces that the stack was in before.']
  if (namespacesOfOthers.includes(entry))
    return [
      `The namespace ${entry} belongs to other programs. Argo CD could delete objects there.`,
      'Remove the entry.',
    ]
  if (before.includes(entry)) return [`${entry} appears twice.`, 'Remove one of the two entries.']
  return undefined
}

/** The components of the environment that it does not have anyway. */
function readComponents(
  fields: MappingReader<'components' | 'source'>,
  base: Base,
  hasRequiredComponents: boolean,
): readonly string[] {
  const components = fields.list('components')
  const optional = (
    hasRequiredComponents ? selectableComponents(base) : placedComponents(base).map(({ component }) => component)
  ).map((component) => component.name)
  const kind = hasRequiredComponents ? 'optional component' : 'component'
  const source = fields.value('source')
  const revision = typeof source === 'string' ? ` at ${source}` : ''
  components.forEach((component, index) => {
    const at = ['components', index]
    if (hasRequiredComponents && base.required.some(({ name }) => name === component))
      fields.problem(at, `${component} is a required component, which every environment has.`, 'Remove the line.')
    else if (!optional.includes(component as string))
      fields.problem(
        at,
        `The base${revision} has no ${kind} ${shownValue(component)}.`,
        didYouMean(String(component), optional) ??
          `${kind.charAt(0).toUpperCase()}${kind.slice(1)}s: ${optional.join(', ')}.`,
      )
    else if (components.indexOf(component) < index)
      fields.problem(at, `${component} appears twice.`, 'Remove one of the two lines.')
    else {
      const other = alternativesOf(base, component).find((name) => components.slice(0, index).includes(name))
      if (other !== undefined)
        fields.problem(
          at,
          `${component} and ${other} are alternatives: an environment has one of them.`,
          `Remove ${component} or ${other}.`,
        )
    }
  })
  return components as readonly string[]
}

/** The other components that provide the same thing. */
const alternativesOf = (base: Base, component: unknown): readonly string[] =>
  (base.alternatives ?? []).filter((names) => names.includes(component as string)).flat()
