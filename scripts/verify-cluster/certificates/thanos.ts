// Real Thanos with the files of the Secrets: a store gateway as the server, and a query as the client.
import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { freePort } from '../../free-port.ts'
import { eventually, expectThat } from '../checks/check.ts'
import { type Client, seeClients } from '../grpc-client.ts'
import { get } from '../pods/http.ts'
import { type MountedFile, mountedFiles, type Workload } from './objects.ts'
import type { Certificates, TlsEnvironment } from './rig.ts'

const server = 'thanos-store'
const client = 'thanos-query'

/** Starts a server with the certificate of the store gateway, and queries with right and wrong ones. */
export async function seeConnections(subject: Certificates, environment: TlsEnvironment): Promise<string> {
  const folder = mkdtempSync(join(subject.server.folder, 'thanos-'))
  const address = await startStore(subject, environment, folder)
  const own = await clientOf(subject, environment)
  const other = subject.environments.find((candidate) => candidate !== environment)!
  const { cert_file: _, key_file: __, ...withoutCertificate } = own.tls_config
  const foreign = (await clientOf(subject, other)).tls_config
  const cases: Readonly<Record<string, Client | undefined>> = {
    'with its certificate': own,
    'without a certificate': { ...own, tls_config: withoutCertificate },
    'with a certificate of another authority': { ...own, tls_config: { ...foreign, ca_file: own.tls_config.ca_file } },
    'that trusts another authority': { ...own, tls_config: { ...own.tls_config, ca_file: foreign.ca_file } },
    'with the name of another server': { ...own, server_name: 'another.example.com' },
    'in plain text': undefined,
  }
  return seeClients(address, cases, subject.thanos, folder)
}

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

/** Returns the address of its StoreAPI, which a query looks up as it does that of the Service. */
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
    expectThat((await get(`http://127.0.0.1:${http}/-/ready`)).status === 200, 'not ready'),
  )
  return `dns+localhost:${grpc}`
}

/** The settings with which the query connects to all servers of the stack. */
async function clientOf(subject: Certificates, environment: TlsEnvironment): Promise<Client> {
  const replace = await foldersOf(subject, environment, client)
  const { data = {} } = environment.configMaps.find(({ metadata }) => metadata.name === client)!
  const file = parse(replace(data['endpoints.yaml']!)) as { readonly default_client_config?: Client }
  expectThat(file.default_client_config !== undefined, 'the query has no TLS to the store gateway')
  return file.default_client_config!
}
