import { contentOf, formatPointer, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { type Argument, type Container, expandVariables, variablesIn, type Workload } from '@thanos-gitops/workloads'
import { type AddressParts, parseAddresses } from './address.ts'
import type { CheckContext } from './check.ts'
import { type EmbeddedDocument, embedded } from './embedded-documents.ts'
import { perContext } from './per-context.ts'

/** An address to which a program connects, with its place. */
export interface Address extends AddressParts {
  readonly object: SourcedObject
  readonly pointer: string
  /** Index of its first character in the string at the pointer. */
  readonly offset: number
  /** The workloads whose pods connect to it. */
  readonly workloads: readonly Workload[]
  /** The namespace of these pods, or of the object. */
  readonly namespace: string
}

/** All addresses in arguments, environment variables and documents of ConfigMaps and Secrets. */
export const addressesOf = perContext((context): readonly Address[] => [
  ...context.containers.flatMap(addressesOfContainer),
  ...context.documents.filter(mayContainAddresses).flatMap((document) => [...addressesOfDocument(context, document)]),
  ...operatorObjects.flatMap(([group, kind]) =>
    context.ofKind(kind, group).flatMap((object) => [...addressesOfObject(context, object)]),
  ),
])

// Flags of addresses to which other programs connect, or at which the program itself listens.
const ownAddressFlags =
  /(external-url|external-prefix|query-url|redirect-url|route-prefix|listen|http-address|grpc-address|http\.address|bind|cors|allowed|template)/i
const addressFlags =
  /(url|address|addr|endpoint|host|peer|server|target|store|query|broker|upstream|backend|remote|alertmanagers|local-endpoint)/i

// `--objstore.config`, `--tracing.config`, `--query-range.response-cache-config`: the value is YAML, and not the name of a file.
const configFlags = /[.-]config$/

const isAddressFlag = (flag: string | undefined): boolean => flag !== undefined && addressFlags.test(flag)

type LocatedAddress = AddressParts & Pick<Address, 'pointer' | 'offset'>

function addressesOfContainer(container: Container): Address[] {
  const { workload } = container
  const found = [...inSeparateValues(container), ...inArguments(container), ...inVariables(container)]
  const keyOf = ({ pointer, text }: LocatedAddress): string => `${pointer} ${text}`
  const first = new Map(found.toReversed().map((address) => [keyOf(address), address]))
  return found
    .filter((address) => first.get(keyOf(address)) === address)
    .map((address) => ({
      ...address,
      object: workload.object,
      workloads: [workload],
      namespace: workload.namespace,
    }))
}

/** In values that are the argument after their flag. */
const inSeparateValues = (container: Container): LocatedAddress[] =>
  container.arguments.flatMap(({ flag, value, valuePointer, isSeparate }) =>
    isSeparate && value !== undefined && isAddressFlag(flag) && !ownAddressFlags.test(flag!)
      ? locate(parseAddresses(expandVariables(container, value), true), valuePointer, 0)
      : [],
  )

const inArguments = (container: Container): LocatedAddress[] =>
  container.arguments.flatMap((argument) => {
    const { text, flag, value, pointer, valuePointer, valueOffset, isSeparate } = argument
    if (flag !== undefined && ownAddressFlags.test(flag)) return []
    if (flag !== undefined && configFlags.test(flag)) return inInlineDocument(container, argument)
    const isWhole = flag === undefined || isSeparate
    const addresses = parseAddresses(expandVariables(container, isWhole ? text : (value ?? '')), isAddressFlag(flag))
    return isWhole ? locate(addresses, pointer, 0) : locate(addresses, valuePointer, valueOffset)
  })

/** In a configuration that is the value of a flag, such as `--index-cache.config`. */
function inInlineDocument(container: Container, { value, valuePointer, valueOffset }: Argument): LocatedAddress[] {
  if (value === undefined || !/[:{]/.test(value)) return []
  const document = embedded(container.workload.object, valuePointer, 'value.yaml', expandVariables(container, value))
  return addressesInDocument(document).map(({ steps, ...address }) => ({
    ...address,
    pointer: valuePointer,
    offset: valueOffset + document.offsetOf(steps),
  }))
}

/** In the variables that no argument uses; the others are part of an argument. */
function inVariables(container: Container): LocatedAddress[] {
  const inArgument = new Set(container.arguments.flatMap(({ text }) => variablesIn(text).map(({ name }) => name)))
  return container.environment.flatMap(({ name, value, pointer }) => {
    if (value === undefined || inArgument.has(name) || /listen|bind|external|root_url/i.test(name)) return []
    return locate(parseAddresses(expandVariables(container, value), addressFlags.test(name)), `${pointer}/value`, 0)
  })
}

const locate = (addresses: readonly AddressParts[], pointer: string, offset: number): LocatedAddress[] =>
  addresses.map((address) => ({ ...address, pointer, offset }))

// Tested before a document is parsed: rules are long and contain no addresses.
const addressHint = /:\/\/|\.svc\b|\b(dns|dnssrv|dnssrvnoa)\+|_(tcp|udp)\.|:\d{2,5}\b/
const ruleGroups = /^groups:/m

const mayContainAddresses = ({ key, text }: EmbeddedDocument): boolean =>
  /\.(ya?ml|json|conf)$/.test(key) && !/dashboard/i.test(key) && addressHint.test(text) && !ruleGroups.test(text)

// The address fields of prometheus (config), alertmanager (config) and thanos (pkg/discovery, objstore).
const addressFields =
  /(^|\/)(url|targets\/\d+|endpoint|endpoints\/\d+(\/address)?|static_configs\/\d+\/\d+|addresses\/\d+|api_url|names\/\d+|proxy_url|capnproto_address|address|addr|server)$/
const otherFields = /(annotations|external_labels|labels|external_url|runbook|server_name$)/

function* addressesOfDocument(context: CheckContext, document: EmbeddedDocument): Generator<Address> {
  if (isDashboardOrRules(document.value)) return
  const { object } = document
  const workloads = context.usersOf(object)
  const namespace = workloads[0]?.namespace ?? context.namespaceOf(object)
  for (const { steps, ...address } of addressesInDocument(document)) {
    const pointer = document.pointer + formatPointer(steps)
    yield { ...address, object, pointer, offset: 0, workloads, namespace }
  }
}

const addressesInDocument = ({ value }: EmbeddedDocument): (AddressParts & { readonly steps: readonly string[] })[] =>
  [...stringsIn(value, [])].flatMap(({ steps, text }) => {
    const path = steps.join('/')
    if (otherFields.test(path)) return []
    return parseAddresses(text, addressFields.test(path)).map((address) => ({ ...address, steps }))
  })

function isDashboardOrRules(value: unknown): boolean {
  const { panels, groups } = mappingOf(value)
  return Array.isArray(panels) || groups !== undefined
}

/** Objects of operators whose fields contain addresses: prometheus-operator, grafana-operator and KEDA. */
const operatorObjects = [
  ...[
    'Prometheus',
    'PrometheusAgent',
    'ThanosRuler',
    'Alertmanager',
    'AlertmanagerConfig',
    'Probe',
    'ScrapeConfig',
  ].map((kind) => ['monitoring.coreos.com', kind] as const),
  ['grafana.integreatly.org', 'GrafanaDatasource'] as const,
  ['keda.sh', 'ScaledObject'] as const,
]

const operatorFields =
  /(^|\/)(url|proxyUrl|targets\/\d+|queryEndpoints\/\d+|alertmanagersUrl\/\d+|static\/\d+|additionalPeers\/\d+|smarthost|triggers\/\d+\/metadata\/serverAddress)$/

function* addressesOfObject(context: CheckContext, object: SourcedObject): Generator<Address> {
  const namespace = context.namespaceOf(object)
  for (const { steps, text } of stringsIn(mappingOf(contentOf(object).spec), ['spec'])) {
    if (!operatorFields.test(steps.join('/'))) continue
    for (const address of parseAddresses(text, true))
      yield { ...address, object, pointer: formatPointer(steps), offset: 0, workloads: [], namespace }
  }
}

function* stringsIn(
  value: unknown,
  steps: readonly string[],
): Generator<{ readonly steps: readonly string[]; readonly text: string }> {
  if (typeof value === 'string') yield { steps, text: value }
  else if (typeof value === 'object' && value !== null)
    for (const [key, child] of Object.entries(value)) yield* stringsIn(child, [...steps, key])
}
