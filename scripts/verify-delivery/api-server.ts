// A real API server on 127.0.0.1 with the CRDs that environments may need. There are no controllers and no nodes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments, stringify } from 'yaml'
import { $ } from 'zx'
import { freePort } from '../free-port.ts'
import { readSource } from '../generate-schemas/modules.ts'
import { crdSources } from '../generate-schemas/sources.ts'
import { Kubectl } from '../kubectl.ts'
import { atExit } from './at-exit.ts'
import { Processes, until } from './processes.ts'
import { findProgram, type ProgramName } from './programs.ts'

export interface ApiServer {
  /** `https://127.0.0.1:PORT` */
  readonly address: string
  /** Contains certificates, logs and data. `stop` removes it. */
  readonly folder: string
  /** Has the requested contexts, all for this server. */
  readonly kubeconfig: string
  /** For controllers, which use the current context. */
  readonly controllerKubeconfig: string
  /** For the controllers of delivery tools: requests with it are in the audit log. */
  readonly toolKubeconfig: string
  /** Each line is a request of a delivery tool. */
  readonly auditLog: string
  /** Signs the tokens of service accounts. */
  readonly serviceAccountKey: string
  readonly kubectl: Kubectl
  readonly processes: Processes
  stop(): Promise<void>
}

/** The token of a user with all permissions. The server listens only on 127.0.0.1. */
export const adminToken = 'admin-token'

/** The user of delivery tools, with all permissions as well. */
const toolUser = 'delivery-tool'

/** Records the requests of delivery tools when they end, without their content. */
function writeAuditPolicy(folder: string): string {
  const file = join(folder, 'audit-policy.yaml')
  const rules = [
    { level: 'Metadata', users: [toolUser], omitStages: ['RequestReceived', 'ResponseStarted'] },
    { level: 'None' },
  ]
  writeFileSync(file, stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }))
  return file
}

export interface ApiServerOptions {
  /** The API server, in one of its versions. */
  readonly program?: ProgramName
  /** Whether kube-controller-manager will run, which creates the service accounts that pods need. */
  readonly hasControllers?: boolean
}

/**
 * Starts etcd and the API server, and sets KUBECONFIG of this process. `stop` restores it: servers stop in the reverse order of their start.
 *
 * @param contexts names of contexts for the same server, with all permissions. The context `reader`, which has none, is added.
 */
export async function startApiServer(
  contexts: readonly string[],
  { program = 'kube-apiserver', hasControllers = false }: ApiServerOptions = {},
): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'api-server-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const forget = atExit(remove)
  const processes = new Processes()
  const { KUBECONFIG: before } = process.env
  const stop = async (): Promise<void> => {
    if (before === undefined) delete process.env.KUBECONFIG
    else process.env.KUBECONFIG = before
    await processes.stop()
    remove()
    forget()
  }
  try {
    const etcd = await startEtcd(processes, folder)
    const serviceAccountKey = join(folder, 'service-account.key')
    await $({ quiet: true })`openssl genrsa -out ${serviceAccountKey} 2048`
    const auditLog = join(folder, 'audit.log')
    const flags = [
      `--audit-policy-file=${writeAuditPolicy(folder)}`,
      `--audit-log-path=${auditLog}`,
      `--service-account-key-file=${serviceAccountKey}`,
      `--service-account-signing-key-file=${serviceAccountKey}`,
      // Without controllers, nothing creates the service accounts that this plugin requires.
      ...(hasControllers ? [] : ['--disable-admission-plugins=ServiceAccount']),
    ]
    const address = await startKubeApiServer(processes, folder, etcd, program, flags)
    const kubeconfig = join(folder, 'kubeconfig')
    const controllerKubeconfig = join(folder, 'controllers')
    writeFileSync(kubeconfig, kubeconfigFor(address, [...contexts, 'reader'], 'unused'))
    const toolKubeconfig = join(folder, 'delivery-tools')
    writeFileSync(controllerKubeconfig, kubeconfigFor(address, ['admin'], 'admin'))
    writeFileSync(toolKubeconfig, kubeconfigFor(address, [toolUser], toolUser))
    process.env.KUBECONFIG = kubeconfig
    const kubectl = new Kubectl(contexts[0]!)
    await until('the API server is ready', async () => {
      processes.check()
      return (await kubectl.call(['get', '--raw', '/readyz'])).ok ? true : undefined
    })
    return {
      address,
      folder,
      kubeconfig,
      controllerKubeconfig,
      toolKubeconfig,
      auditLog,
      serviceAccountKey,
      kubectl,
      processes,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Starts etcd and returns its address. */
async function startEtcd(processes: Processes, folder: string): Promise<string> {
  const [client, peer] = [await freePort(), await freePort()]
  const address = `http://127.0.0.1:${client}`
  processes.start(
    findProgram('etcd')!,
    [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${address}`,
      `--advertise-client-urls=${address}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      // The data is temporary.
      '--unsafe-no-fsync',
    ],
    join(folder, 'etcd.log'),
  )
  return address
}

/** Starts the API server and returns its address. */
async function startKubeApiServer(
  processes: Processes,
  folder: string,
  etcd: string,
  program: ProgramName,
  flags: readonly string[],
): Promise<string> {
  const port = await freePort()
  const tokens = [
    `${adminToken},admin,admin,system:masters`,
    `${toolUser}-token,${toolUser},${toolUser},system:masters`,
    'reader-token,reader,reader,',
  ]
  writeFileSync(join(folder, 'tokens.csv'), `${tokens.join('\n')}\n`)
  processes.start(
    findProgram(program)!,
    [
      `--etcd-servers=${etcd}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${join(folder, 'certificates')}`,
      `--token-auth-file=${join(folder, 'tokens.csv')}`,
      '--authorization-mode=RBAC',
      // As in each cluster whose own pods need it.
      '--allow-privileged',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--service-account-issuer=https://kubernetes.default.svc',
      ...flags,
    ],
    join(folder, 'kube-apiserver.log'),
  )
  return `https://127.0.0.1:${port}`
}

const kubeconfigFor = (server: string, contexts: readonly string[], current: string): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    // The server creates a self-signed certificate when it starts.
    clusters: [{ name: 'test', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: ['admin', toolUser, 'reader'].map((name) => ({ name, user: { token: `${name}-token` } })),
    contexts: contexts.map((name) => ({
      name,
      context: { cluster: 'test', user: ['reader', toolUser].includes(name) ? name : 'admin' },
    })),
    'current-context': current,
  })

/** Operators whose CRDs the environments and the delivery objects use. */
const operators = [
  'rook',
  'argo-cd',
  'source-controller',
  'kustomize-controller',
  'notification-controller',
  'external-secrets',
  'sealed-secrets',
  'cert-manager',
  'gateway-api',
]

export async function installCrds(kubectl: Kubectl, groups: readonly string[]): Promise<void> {
  const sources = crdSources.filter(({ module }) => operators.some((operator) => module.split('/').includes(operator)))
  const crds = (await Promise.all(sources.map(readSource)))
    .flat()
    .flatMap((content) =>
      parseAllDocuments(content).map(
        (document) => document.toJS() as { kind: string; metadata: { name: string }; spec: { group: string } } | null,
      ),
    )
    .filter((object) => object?.kind === 'CustomResourceDefinition' && groups.includes(object.spec.group))
  // The other CRDs of external-secrets are large and not used here.
  const needed = crds.filter(
    (crd) => crd!.spec.group !== 'external-secrets.io' || crd!.metadata.name.startsWith('externalsecrets.'),
  )
  await kubectl.text(
    ['apply', '--server-side', '-f', '-'],
    needed.map((crd) => `---\n${JSON.stringify(crd)}\n`).join(''),
  )
  // kubectl wait fails for a CRD that has no conditions yet.
  const established = ['wait', '--for=condition=Established', ...needed.map((crd) => `crd/${crd!.metadata.name}`)]
  await until('the CRDs are served', async () => ((await kubectl.call(established)).ok ? true : undefined))
}

export const allGroups = [
  'objectbucket.io',
  'argoproj.io',
  'source.toolkit.fluxcd.io',
  'kustomize.toolkit.fluxcd.io',
  'external-secrets.io',
  'bitnami.com',
]

export async function createNamespaces(kubectl: Kubectl, names: readonly string[]): Promise<void> {
  const objects = names.map(
    (name) => `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })}\n`,
  )
  await kubectl.text(['apply', '--server-side', '-f', '-'], objects.join(''))
}
