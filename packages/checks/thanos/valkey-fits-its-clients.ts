// Servers of the Redis protocol that hold caches of Thanos: Valkey and Redis.
import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Container, type Program, recognizeProgram } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { podsOf } from '../engine/services.ts'
import { cacheDocuments } from './component-addresses.ts'
import { thanosPrograms } from './components.ts'
import { memoryLimit } from './memory-limit.ts'
import { parseAddress, serviceOf } from './parse-address.ts'
import { inContainer, inDocument } from './places.ts'
import { resourceOf } from './resources.ts'

export const valkeyFitsItsClients: Check = {
  name: 'valkey-fits-its-clients',
  id: 'TH049',
  question: 'limits',
  severity: 'error',
  why: 'By default, a full server of the Redis protocol refuses to store items, and its memory has no limit of its own: it is killed and loses all items. Servers that are not a cluster have different items, and Thanos does not look up SRV records for them.',
  remedy:
    'Run one pod with --maxmemory well below its memory limit and --maxmemory-policy allkeys-lru, and write addr: <service>.<namespace>.svc:<port>.',
  source: 'https://valkey.io/topics/lru-cache/',
  *run(context) {
    const servers = new Set<Container>()
    for (const client of thanosPrograms(context, 'store', 'query-frontend'))
      for (const document of cacheDocuments(context, client)) {
        if (String(mappingOf(document.value).type).toUpperCase() !== 'REDIS') continue
        for (const server of serversOf(context, client, document)) servers.add(server)
        yield* addressProblems(document)
      }
    for (const server of servers) {
      yield* replicaProblems(server)
      // The options of a configuration file are not in the arguments.
      if (hasConfigurationFile(server)) continue
      yield* memoryProblems(server)
      yield* policyProblems(server)
    }
  },
}

const addressesIn = (document: EmbeddedDocument): readonly string[] => {
  const { addr } = mappingOf(mappingOf(document.value).config)
  return typeof addr === 'string' ? addr.split(',') : []
}

/** The containers behind the addresses of a client. */
const serversOf = (context: CheckContext, client: Program, document: EmbeddedDocument): readonly Container[] =>
  addressesIn(document).flatMap((text) => {
    const address = parseAddress(text)
    const service = address && serviceOf(context, client.container.workload, address)
    return (service ? podsOf(context, service) : []).flatMap(({ containers }) =>
      containers.filter((one) => ['valkey', 'redis'].includes(recognizeProgram(one)?.name ?? '')),
    )
  })

function* addressProblems(document: EmbeddedDocument): Iterable<Problem> {
  for (const text of addressesIn(document)) {
    const address = parseAddress(text)
    if (address === undefined || (address.lookup === '' && address.port !== undefined)) continue
    yield {
      ...inDocument(document, 'config', 'addr'),
      message:
        address.lookup === ''
          ? `${text} has no port, so Thanos does not start.`
          : `Thanos does not look up ${text} for a cache of the type REDIS, and does not start.`,
      remedy: 'Write <service>.<namespace>.svc:<port>.',
    }
  }
}

function* replicaProblems(server: Container): Iterable<Problem> {
  const { workload } = server
  const replicas = workload.replicas ?? 1
  if (replicas < 2 || argumentText(server, '--cluster-enabled') === 'yes') return
  yield {
    object: workload.object,
    pointer: '/spec/replicas',
    message: `${replicas} servers that are not a cluster have different items, so many reads miss the cache.`,
    remedy: 'Set replicas: 1, or use memcached, whose keys Thanos distributes.',
    severity: 'warning',
  }
}

function* memoryProblems(server: Container): Iterable<Problem> {
  const limit = memoryLimit(server)
  const title = titleOf(server)
  const argument = argumentOf(server, '--maxmemory')
  const bytes = argument === undefined ? undefined : maxMemory(server, argument.value ?? '')
  if (argument === undefined || bytes === 0)
    yield {
      ...inContainer(server, argument === undefined ? 'resources' : 'args'),
      message: `${title} has no --maxmemory, so it grows until it is killed.`,
    }
  else if (limit === undefined)
    yield { ...inContainer(server, 'resources'), message: `${title} has no memory limit.`, severity: 'warning' }
  else if (bytes !== undefined && bytes >= limit.bytes)
    yield {
      object: server.workload.object,
      pointer: argument.valuePointer,
      message: `${title} can store ${Math.floor(bytes / 2 ** 20)}Mi, but its memory limit is ${limit.text}.`,
    }
}

function* policyProblems(server: Container): Iterable<Problem> {
  const argument = argumentOf(server, '--maxmemory-policy')
  const policy = argument?.value ?? 'noeviction'
  if (policy.toLowerCase() !== 'noeviction') return
  yield {
    ...(argument === undefined
      ? inContainer(server, 'args')
      : { object: server.workload.object, pointer: argument.valuePointer }),
    message: `${titleOf(server)} refuses to store items when it is full, because its --maxmemory-policy is noeviction.`,
    remedy: 'Set --maxmemory-policy allkeys-lru.',
  }
}

const titleOf = (server: Container): string => recognizeProgram(server)!.name

const argumentOf = (server: Container, flag: string) => server.arguments.findLast((one) => one.flag === flag)
const argumentText = (server: Container, flag: string): string | undefined => argumentOf(server, flag)?.value

/** `valkey-server /etc/valkey.conf` */
const hasConfigurationFile = (server: Container): boolean =>
  server.arguments.some(({ flag, text }) => flag === undefined && /\.conf$/.test(text))

const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 2 ** 10,
  m: 1e6,
  mb: 2 ** 20,
  g: 1e9,
  gb: 2 ** 30,
}

/** Bytes: of a literal such as `1gb`, or of the resource that a variable stands for. Undefined if the manifest does not show them. */
function maxMemory(server: Container, text: string): number | undefined {
  const variable = /^\$\(([^)]+)\)$/.exec(text)?.[1]
  if (variable !== undefined) return resourceInVariable(server, variable)
  const [, digits, unit = ''] = /^(\d+)([a-z]*)$/.exec(text.toLowerCase()) ?? []
  const factor = units[unit]
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor
}

const resourceFields = ['requests', 'limits'] as const

function resourceInVariable(server: Container, name: string): number | undefined {
  const variable = listOf(server.fields.env)
    .map(mappingOf)
    .find((one) => one.name === name)
  const { resource, divisor = '1' } = mappingOf(mappingOf(variable?.valueFrom).resourceFieldRef)
  // A resource in another unit than bytes is not a value that the program reads as bytes.
  if (!['0', '1'].includes(String(divisor))) return undefined
  const field = resourceFields.find((one) => resource === `${one}.memory`)
  return field && resourceOf(server, field, 'memory')?.value
}
