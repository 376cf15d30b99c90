import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { writeAuthority, writeSecret } from '../../tests/tls/certificates.ts'
import { type Check, eventually, expectThat } from '../checks/check.ts'
import { type Client, seeClients } from '../grpc-client.ts'
import { blockPrograms } from '../pods/stack-tools.ts'
import type { Answer, Sample } from '../prometheus-api.ts'
import { metric, valueAt } from '../samples.ts'
import { asked, distributedHub, type GlobalQuery, hub, outsideAddress, outsideName } from './subject.ts'

const startTitle = 'starts the queries and store gateways of two environments, and a query that asks both'
const distributedTitle = 'returns series of both environments in distributed mode'
const query = 'thanos-query-0'
const globalQuery = 'thanos-query-global-0'

const seconds = (start: number): number => Math.round((Date.now() - start) / 1000)

async function start({ rig }: GlobalQuery): Promise<string> {
  const start = Date.now()
  let objects = 0
  for (const name of [...asked, hub]) objects += await rig.environment(name).apply()
  for (const name of asked) {
    const environment = rig.environment(name)
    await environment.start({ 'thanos-store': 1, 'thanos-query': 1 })
    rig.names.set(outsideName(name), environment.pod(query).address)
  }
  await rig.environment(hub).start({ 'thanos-query': 1 })
  const pods = [...rig.environments.values()].flatMap(({ pods }) => [...pods.values()])
  return `${objects} objects applied; ${pods.length} pods ready after ${seconds(start)} s`
}

interface Endpoint {
  readonly name: string
  readonly lastError: unknown
}

/** The queries of the regions among the endpoints of a query. */
async function endpointsOf({ rig }: GlobalQuery, pod: string): Promise<readonly Endpoint[]> {
  const byKind = await rig
    .environment(hub)
    .api(pod)
    .data<Readonly<Record<string, readonly Endpoint[]>>>('/api/v1/stores')
  return Object.values(byKind).flat()
}

function seeEndpoints(subject: GlobalQuery): Promise<string> {
  return eventually(90, async () => {
    const endpoints = await endpointsOf(subject, query)
    const seen = asked.map((name) => {
      const found = endpoints.find((endpoint) => endpoint.name === outsideAddress(name))
      expectThat(
        found !== undefined,
        `no endpoint ${outsideAddress(name)}: ${endpoints.map((one) => one.name).join(', ')}`,
      )
      expectThat(found.lastError === null, `${found.name}: ${JSON.stringify(found.lastError)}`)
      return found.name
    })
    return seen.join(', ')
  })
}

const sum = `sum by (cluster) (${metric})`
const count = `count by (cluster) (${metric})`

/** An instant query of the hub about the last samples. */
const answer = (
  { rig, range }: GlobalQuery,
  pod: string,
  expression: string,
  deduplicate = true,
): Promise<Answer<Sample>> =>
  rig
    .environment(hub)
    .api(pod)
    .answer(expression, { time: String(range.end / 1000 - 60), dedup: String(deduplicate) })

const valuesOf = ({ result }: Answer<Sample>): string =>
  result
    .map((sample) => `${sample.metric.cluster} ${sample.value[1]}`)
    .toSorted()
    .join(', ')

/** `eu-1 5, us-1 5` */
const expected = (value: number, clusters: readonly string[] = asked): string =>
  clusters.map((cluster) => `${cluster} ${value}`).join(', ')

async function expectBoth(subject: GlobalQuery, pod: string): Promise<string> {
  const value = valueAt(subject.range.end - 60_000)
  const cases = [
    ['series', await answer(subject, pod, count), expected(1)],
    ['values', await answer(subject, pod, sum), expected(value)],
  ] as const
  for (const [what, { warnings, ...found }, wanted] of cases) {
    expectThat(warnings.length === 0, warnings.join('; '))
    expectThat(
      valuesOf({ ...found, warnings }) === wanted,
      `${what} ${valuesOf({ ...found, warnings })} instead of ${wanted}`,
    )
  }
  return `series ${expected(1)}; values ${expected(value)}`
}

async function seeSeries(subject: GlobalQuery): Promise<string> {
  return eventually(90, async () => {
    const both = await expectBoth(subject, query)
    const replicas = valuesOf(await answer(subject, query, count, false))
    expectThat(replicas === expected(2), `without deduplication ${replicas}`)
    return `${both}; without deduplication ${replicas}`
  })
}

/** Clients with the certificate of the hub's query, and with others. */
async function seeRefusals({ rig }: GlobalQuery): Promise<string> {
  const secrets = rig.shared.secrets!
  const own = secrets.folderOf(hub, 'thanos-query-tls')
  const folder = mkdtempSync(join(rig.shared.folder, 'clients-'))
  writeAuthority(folder, 'another')
  writeSecret(folder, 'another', { secretName: 'another', dnsNames: ['another.example.com'] })
  const clientWith = (certificate: string | undefined): Client => ({
    tls_config: {
      enabled: true,
      ca_file: join(own, 'ca.crt'),
      ...(certificate && { cert_file: join(certificate, 'tls.crt'), key_file: join(certificate, 'tls.key') }),
    },
    server_name: outsideName(asked[0]),
  })
  const cases = {
    'with its certificate': clientWith(own),
    'with a certificate of another authority': clientWith(join(folder, 'secrets', 'another')),
    'without a certificate': clientWith(undefined),
    'in plain text': undefined,
  }
  const address = `${rig.environment(asked[0]).pod(query).address}:10901`
  return seeClients(address, cases, blockPrograms().thanos, folder)
}

/** Renders the hub with a global query, and starts it. Its own query starts again with its new endpoints. */
async function seeDistributed(subject: GlobalQuery): Promise<string> {
  const environment = subject.rig.environment(hub)
  subject.rig.change(hub, distributedHub)
  await environment.apply()
  await environment.remove(query)
  await environment.start({ 'thanos-query': 1, 'thanos-query-global': 1 })
  const both = await eventually(90, () => expectBoth(subject, globalQuery))
  const methods = await calledMethods(subject)
  expectThat(methods.join() === 'Info,Query', `the global query calls ${methods.join(', ')}`)
  const own = await endpointsOf(subject, query)
  expectThat(
    !own.some(({ name }) => name.includes('example.com')),
    `the query of the hub also asks ${own.map(({ name }) => name)}`,
  )
  return `${both}; the global query calls ${methods.join(' and ')} of gRPC, and no series`
}

/** The methods of gRPC that the global query has called. */
async function calledMethods({ rig }: GlobalQuery): Promise<readonly string[]> {
  const text = await rig.environment(hub).api(globalQuery).text('/metrics')
  const calls = text.split('\n').filter((line) => line.startsWith('grpc_client_started_total{') && !line.endsWith(' 0'))
  return [...new Set(calls.map((line) => /grpc_method="(\w+)"/.exec(line)![1]!))].toSorted()
}

async function seeLostEnvironment(subject: GlobalQuery): Promise<string> {
  const [left, lost] = asked
  await subject.rig.environment(lost).pod(query).stop('SIGKILL')
  return eventually(60, async () => {
    const found = await answer(subject, globalQuery, count)
    expectThat(valuesOf(found) === expected(1, [left]), valuesOf(found))
    expectThat(
      found.warnings.some((warning) => warning.includes(outsideAddress(lost))),
      `warnings: ${found.warnings.join('; ')}`,
    )
    return `${valuesOf(found)}, and the warning ${found.warnings.map((warning) => warning.split(' desc = ')[0]).join('; ')}`
  })
}

/** In the order in which they run. */
export const globalQueryChecks: readonly Check<GlobalQuery>[] = [
  { title: startTitle, run: start },
  { title: 'finds the query of each environment over TLS', needs: [startTitle], run: seeEndpoints },
  { title: 'returns series of both environments', needs: [startTitle], run: seeSeries },
  { title: 'refuses a query without a certificate of its authority', needs: [startTitle], run: seeRefusals },
  { title: distributedTitle, needs: [startTitle], run: seeDistributed },
  {
    title: 'returns what the other environment has, with a warning, while one does not answer',
    needs: [startTitle, distributedTitle],
    run: seeLostEnvironment,
  },
]
