// Real Thanos with the files of the Secrets: a store gateway as the server, and a query as the client.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { freePort } from '../../free-port.ts'
import { Processes } from '../../verify-delivery/processes.ts'
import { eventually, expectThat } from '../checks/check.ts'
import { type MountedFile, mountedFiles, type Workload } from './objects.ts'
import type { Certificates, TlsEnvironment } from './rig.ts'

interface Endpoint {
  readonly address: string
  readonly client_config: {
    readonly tls_config: Readonly<Record<string, unknown>>
    readonly server_name: string
  }
}

const server = 'thanos-store'
const client = 'thanos-query'

/** Starts a server with the certificate of the store gateway, and queries with right and wrong ones. */
export async function seeConnections(subject: Certificates, environment: TlsEnvironment): Promise<string> {
  const folder = mkdtempSync(join(subject.server.folder, 'thanos-'))
  const address = await startStore(subject, environment, folder)
  const endpoint = await endpointOf(subject, environment, address)
  const other = subject.environments.find((candidate) => candidate !== environment)!
  const { client_config: own } = endpoint
  const { cert_file: _, key_file: __, ...withoutCertificate } = own.tls_config
  const foreign = (await endpointOf(subject, other, address)).client_config.tls_config
  const cases: Readonly<Record<string, Endpoint>> = {
    'with its certificate': endpoint,
    'without a certificate': { address, client_config: { ...own, tls_config: withoutCertificate } },
    'with a certificate of another authority': {
      address,
      client_config: { ...own, tls_config: { ...foreign, ca_file: own.tls_config.ca_file } },
    },
    'that trusts another authority': {
      address,
      client_config: { ...own, tls_config: { ...own.tls_config, ca_file: foreign.ca_file } },
    },
    'with the name of another server': { address, client_config: { ...own, server_name: 'another.example.com' } },
    'in plain text': { address, client_config: { tls_config: { enabled: false } } } as never,
  }
  const seen: string[] = []
  for (const [index, [who, one]] of Object.entries(cases).entries()) {
    const error = await connect(one, subject.thanos, folder)
    expectThat((error === undefined) === (index === 0), `a query ${who}: ${error ?? 'connected'}`)
    seen.push(`${who} ${error === undefined ? 'connected' : `refused (${error})`}`)
  }
  return seen.join(', ')
}

/** What Thanos logs when a TLS connection is refused. */
const refusals =
  /tls: certificate required|tls: unknown certificate authority|tls: bad certificate|certificate signed by unknown authority|certificate is valid for|error reading server preface: EOF|connection reset by peer/

const workload = ({ workloads }: TlsEnvironment, name: string): Workload =>
  workloads.find(({ metadata }) => metadata.name === name)!

/** The folder of this machine for the folder of the certificate in a pod. */
async function foldersOf(
  subject: Certificates,
  environment: TlsEnvironment,
  name: string,
): Promise<(text: string) => string> {
  const secrets = new Set(environment.certificates.map(({ spec }) => spec.secretName))
  const files: readonly MountedFile[] = mountedFiles(workload(environment, name), secrets, environment.configMaps)
  const folders = new Map(files.map(({ folder, secret }) => [folder, secret]))
  const local: [string, string][] = []
  for (const [folder, secret] of folders) local.push([folder, await subject.writeSecret(environment.namespace, secret)])
  return (text) => local.reduce((result, [from, to]) => result.replaceAll(`${from}/`, `${to}/`), text)
}

/** Returns the address of its StoreAPI. */
async function startStore(subject: Certificates, environment: TlsEnvironment, folder: string): Promise<string> {
  const replace = await foldersOf(subject, environment, server)
  const { args = [] } = workload(environment, server).spec.template.spec.containers[0]!
  const tls = args.filter((argument) => argument.startsWith('--grpc-server-tls-')).map(replace)
  expectThat(tls.length >= 3, `the store gateway has ${tls.length} flags for TLS`)
  const bucket = join(folder, 'bucket')
  mkdirSync(bucket)
  const [grpc, http] = [await freePort(), await freePort()]
  subject.server.processes.start(
    subject.thanos,
    [
      'store',
      `--data-dir=${join(folder, 'data')}`,
      `--objstore.config=${stringify({ type: 'FILESYSTEM', config: { directory: bucket } })}`,
      `--grpc-address=127.0.0.1:${grpc}`,
      `--http-address=127.0.0.1:${http}`,
      ...tls,
    ],
    join(folder, 'store.log'),
  )
  await eventually(60, async () =>
    expectThat((await body(`http://127.0.0.1:${http}/-/ready`)).status === 200, 'not ready'),
  )
  return `127.0.0.1:${grpc}`
}

/** The endpoint of the store gateway in the configuration of the query, at an address of this machine. */
async function endpointOf(subject: Certificates, environment: TlsEnvironment, address: string): Promise<Endpoint> {
  const replace = await foldersOf(subject, environment, client)
  const { data = {} } = environment.configMaps.find(({ metadata }) => metadata.name === client)!
  const { endpoints } = parse(replace(data['endpoints.yaml']!)) as { readonly endpoints: readonly Endpoint[] }
  const found = endpoints.find(({ client_config }) => client_config?.server_name.startsWith(`${server}.`))
  expectThat(found !== undefined, 'the query has no TLS to the store gateway')
  return { ...found, address }
}

/** Starts a query and returns why its connection is refused, or undefined. */
async function connect(endpoint: Endpoint, thanos: string, folder: string): Promise<string | undefined> {
  const own = mkdtempSync(join(folder, 'query-'))
  const [file, log] = ['endpoints.yaml', 'log'].map((name) => join(own, name)) as [string, string]
  writeFileSync(file, stringify({ endpoints: [endpoint] }))
  const addresses = [`--grpc-address=127.0.0.1:${await freePort()}`, `--http-address=127.0.0.1:${await freePort()}`]
  const processes = new Processes()
  processes.start(thanos, ['query', `--endpoint.sd-config-file=${file}`, ...addresses], log)
  try {
    return await eventually(90, async () => {
      processes.check()
      const text = readFileSync(log, 'utf8')
      if (text.includes('adding new store')) return undefined
      const reason = refusals.exec(text)?.[0]
      expectThat(reason !== undefined, text.slice(-1000))
      return reason
    })
  } finally {
    await processes.stop()
  }
}

const body = (address: string): Promise<{ readonly status: number; readonly content: string }> =>
  new Promise((resolve, reject) => {
    get(address, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      resolve({ status: response.statusCode ?? 0, content: Buffer.concat(chunks).toString() })
    }).once('error', reject)
  })
