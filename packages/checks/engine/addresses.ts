import { mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { type Container, expandVariables, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from './check.ts'
import type { EmbeddedDocument } from './embedded-documents.ts'
import { perContext } from './per-context.ts'

/** Something that a program dials. */
export interface Address {
  readonly object: SourcedObject
  readonly pointer: string
  /** Where in the text at the pointer it begins. */
  readonly offset: number
  readonly text: string
  /** `dnssrv` and `dnssrvnoa` ask for SRV records, `dns` for A records: thanos, pkg/discovery/dns. */
  readonly lookup: 'dns' | 'dnssrv' | 'dnssrvnoa' | undefined
  readonly host: string
  readonly port: number | undefined
  /** `_grpc._tcp` of an SRV name. */
  readonly portName: string | undefined
  readonly protocol: 'TCP' | 'UDP'
  /** Where it stands says that it is dialled; elsewhere only a name inside the cluster counts. */
  readonly isAddressField: boolean
  /** Whose pods dial it. */
  readonly workloads: readonly Workload[]
  /** Of those pods, or of the object. */
  readonly namespace: string
}

/** Every address in arguments, environment variables and documents of ConfigMaps and Secrets. */
export const addressesOf = perContext((context): readonly Address[] => [
  ...context.containers.flatMap(ofContainer),
  ...ofDocuments(context),
])

/** The namespaces that these manifests speak of, and whether an object of each is among them. */
const namespacesOf = perContext(
  (context) =>
    new Set(
      context.objects.flatMap((object) => [
        context.namespaceOf(object),
        ...(object.object.kind === 'Namespace' ? [object.object.metadata.name] : []),
      ]),
    ),
)

// Flags that name an address which somebody else dials, or on which the program itself listens.
const notDialled =
  /(external-url|external-prefix|query-url|route-prefix|listen|http-address|grpc-address|http\.address|bind|cors|allowed|template)/i
const dialled =
  /(url|address|addr|endpoint|host|peer|server|target|store|query|broker|upstream|backend|remote|alertmanagers|local-endpoint)/i

function ofContainer(container: Container): Address[] {
  const { workload } = container
  const base = { object: workload.object, workloads: [workload], namespace: workload.namespace }
  const fromArguments = container.arguments.flatMap(
    ({ text, flag, value, pointer, valuePointer, valueOffset, isSeparate }) => {
      if (flag !== undefined && notDialled.test(flag)) return []
      const isText = flag === undefined || isSeparate
      return read(
        expandVariables(container, isText ? text : (value ?? '')),
        flag !== undefined && dialled.test(flag),
      ).map((address) => ({
        ...base,
        ...address,
        pointer: isText ? pointer : valuePointer,
        offset: isText ? 0 : valueOffset,
      }))
    },
  )
  const separate = container.arguments.flatMap(({ flag, value, valuePointer, isSeparate }) =>
    flag !== undefined && isSeparate && value !== undefined && dialled.test(flag) && !notDialled.test(flag)
      ? read(expandVariables(container, value), true).map((address) => ({
          ...base,
          ...address,
          pointer: valuePointer,
          offset: 0,
        }))
      : [],
  )
  // A variable that an argument uses is what that argument says.
  const isArgument = (name: string): boolean => container.arguments.some(({ text }) => text.includes(`$(${name})`))
  const fromEnvironment = container.environment.flatMap(({ name, value, pointer }) =>
    value === undefined || isArgument(name) || /listen|bind|external/i.test(name)
      ? []
      : read(expandVariables(container, value), dialled.test(name)).map((address) => ({
          ...base,
          ...address,
          pointer: `${pointer}/value`,
          offset: 0,
        })),
  )
  const all = [...separate, ...fromArguments, ...fromEnvironment]
  return all.filter(
    (address, index) =>
      all.findIndex((other) => other.pointer === address.pointer && other.text === address.text) === index,
  )
}

// Before anything is parsed: rules are long, and dial nothing.
const mayHoldAddress = /:\/\/|\.svc\b|\b(dns|dnssrv|dnssrvnoa)\+|_(tcp|udp)\.|:\d{2,5}\b/
const isRules = /^groups:/m

function* ofDocuments(context: CheckContext): Generator<Address> {
  for (const document of context.documents) {
    // What nobody mounts is a dashboard, or read by an operator that dials by its own rules.
    if (
      !/\.(ya?ml|json|conf)$/.test(document.key) ||
      /dashboard/i.test(document.key) ||
      !mayHoldAddress.test(document.text) ||
      isRules.test(document.text)
    )
      continue
    yield* ofDocument(context, document, context.usersOf(document.object))
  }
}

// Where the programs of this stack expect an address: prometheus, config; alertmanager, config; thanos, pkg/discovery and objstore.
const dialledSteps =
  /(^|\/)(url|targets\/\d+|endpoint|endpoints\/\d+(\/address)?|static_configs\/\d+\/\d+|addresses\/\d+|api_url|names\/\d+|proxy_url|capnproto_address|address|server)$/

function* ofDocument(
  context: CheckContext,
  document: EmbeddedDocument,
  workloads: readonly Workload[],
): Generator<Address> {
  if (looksLikeDashboard(document.value)) return
  const namespace = workloads[0]?.namespace ?? context.namespaceOf(document.object)
  for (const { steps, text } of leaves(document.value, [])) {
    const path = steps.join('/')
    if (/(annotations|external_labels|labels|external_url|runbook)/.test(path)) continue
    for (const address of read(text, dialledSteps.test(path)))
      yield {
        ...address,
        object: document.object,
        pointer:
          document.pointer + steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
        offset: 0,
        workloads,
        namespace,
      }
  }
}

const looksLikeDashboard = (value: unknown): boolean =>
  Array.isArray(mappingOf(value).panels) || mappingOf(value).groups !== undefined

function* leaves(value: unknown, steps: readonly string[]): Generator<{ steps: readonly string[]; text: string }> {
  if (typeof value === 'string') yield { steps, text: value }
  else if (typeof value === 'object' && value !== null)
    for (const [key, child] of Object.entries(value)) yield* leaves(child, [...steps, key])
}

type Read = Pick<Address, 'text' | 'lookup' | 'host' | 'port' | 'portName' | 'protocol' | 'isAddressField'>

const host = String.raw`(?:[A-Za-z0-9]|\$\([A-Z_a-z]+\))(?:[-\w.]|\$\([A-Z_a-z]+\))*`
const lookups = new RegExp(
  String.raw`^(?:(dns|dnssrv|dnssrvnoa)\+)?(?:(_[-\w]+)\._(tcp|udp)\.)?(${host}?)(?::(\d{1,5}))?$`,
)
const url = new RegExp(
  String.raw`^(?:(dns|dnssrv|dnssrvnoa)\+)?(https?|grpc|tcp|redis|rediss|postgres(?:ql)?|mysql|amqp)://(?:[^/@\s]*@)?(?:(_[-\w]+)\._(tcp|udp)\.)?(${host})(?::(\d{1,5}))?(?:[/?#].*)?$`,
)
const numeric = /^\d+(\.\d+)*$|^0x/

/** The address that a whole text is; several where commas part them. */
function read(whole: string, isAddressField: boolean): Read[] {
  const parts = whole.includes(',') && isAddressField ? whole.split(',') : [whole]
  return parts.flatMap((text) => readOne(text.trim(), isAddressField))
}

const schemePorts: Readonly<Record<string, number>> = { http: 80, https: 443 }

function readOne(text: string, isAddressField: boolean): Read[] {
  const asUrl = url.exec(text)
  if (asUrl !== null) {
    const [, lookup, scheme = '', portName, protocol, name = '', port] = asUrl
    return make(
      text,
      lookup,
      portName,
      protocol,
      name,
      port === undefined ? (lookup === undefined ? schemePorts[scheme] : undefined) : Number(port),
      isAddressField,
    )
  }
  const plain = lookups.exec(text)
  if (plain === null) return []
  const [, lookup, portName, protocol, name = '', port] = plain
  // A word alone is a word; with a port it is a host where an address is expected.
  if (
    lookup === undefined &&
    portName === undefined &&
    !isInCluster(name) &&
    (port === undefined || port.length < 2 || !isAddressField)
  )
    return []
  return make(
    text,
    lookup,
    portName,
    protocol,
    name,
    port === undefined ? undefined : Number(port),
    isAddressField || lookup !== undefined || portName !== undefined,
  )
}

function make(
  text: string,
  lookup: string | undefined,
  portName: string | undefined,
  protocol: string | undefined,
  name: string,
  port: number | undefined,
  isAddressField: boolean,
): Read[] {
  const trimmed = name.replace(/\.$/, '')
  if (trimmed === 'localhost' || numeric.test(trimmed) || trimmed === '') return []
  return [
    {
      text,
      lookup: lookup as Read['lookup'],
      host: trimmed,
      port,
      portName: portName?.slice(1),
      protocol: protocol === 'udp' ? 'UDP' : 'TCP',
      isAddressField,
    },
  ]
}

const isInCluster = (name: string): boolean => /\.svc(\.|$)/.test(name)

/** What a name means inside the cluster. */
export type Resolution =
  | { readonly kind: 'service'; readonly service: SourcedObject; readonly pod?: string }
  /** It is written as a name of this cluster, and there is no such Service. */
  | { readonly kind: 'missing'; readonly service: string; readonly namespace: string }
  /** A Service of a namespace that is not in these manifests. */
  | { readonly kind: 'elsewhere'; readonly service: string; readonly namespace: string }
  | { readonly kind: 'other-domain'; readonly domain: string }
  /** No name of this cluster: a host of the outer world. */
  | { readonly kind: 'host' }
  /** A variable or a template stands in it. */
  | { readonly kind: 'unknown' }

/** https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
export function resolve(context: CheckContext, address: Address): Resolution {
  const labels = address.host.split('.')
  const at = labels.indexOf('svc')
  if (at > 0) {
    const domain = labels.slice(at + 1).join('.')
    if (domain !== '' && domain !== context.clusterDomain && context.environment !== undefined)
      return { kind: 'other-domain', domain }
    return ofNames(context, labels.slice(0, at), address)
  }
  if (labels.length === 1)
    return address.isAddressField || address.port !== undefined ? ofNames(context, labels, address) : { kind: 'host' }
  // `thanos-query.monitoring`, `prometheus-0.prometheus.monitoring`: a name of this cluster if a Service or namespace is called so.
  const namespaces = namespacesOf(context)
  const isPod = labels.length <= 3 && (/-\d+$/.test(labels[0]!) || labels[0]!.includes('$('))
  if (labels.length === 2 && namespaces.has(labels[1]!)) return ofNames(context, labels, address)
  if (labels.length === 3 && isPod && namespaces.has(labels[2]!)) return ofNames(context, labels, address)
  if (labels.length === 2 && isPod && context.find('Service', address.namespace, labels[1]!) !== undefined)
    return ofNames(context, [...labels, address.namespace], address)
  return address.host.includes('$(') || address.host.includes('${') ? { kind: 'unknown' } : { kind: 'host' }
}

function ofNames(context: CheckContext, names: readonly string[], address: Address): Resolution {
  const [pod, name, namespace] = names.length === 3 ? names : [undefined, names[0], names[1] ?? address.namespace]
  if (name === undefined || namespace === undefined || `${name}${namespace}`.includes('$(')) return { kind: 'unknown' }
  const service = context.find('Service', namespace, name)
  if (service !== undefined) return { kind: 'service', service, ...(pod === undefined ? {} : { pod }) }
  const isRendered = namespace === '' || namespacesOf(context).has(namespace)
  return { kind: isRendered ? 'missing' : 'elsewhere', service: name, namespace }
}
