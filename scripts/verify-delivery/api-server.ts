// A real API server on 127.0.0.1, with the CRDs of all that an environment may need, and nothing behind it: no controllers, no nodes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments, stringify } from 'yaml'
import { $ } from 'zx'
import { readSource } from '../generate-schemas/modules.ts'
import { crdSources } from '../generate-schemas/sources.ts'
import { Kubectl } from '../kubectl.ts'
import { freePort, Processes, until } from './processes.ts'
import { findProgram } from './programs.ts'

export interface ApiServer {
  /** For certificates, logs and data; gone after `stop`. */
  readonly folder: string
  /** Has the contexts that were asked for, all of this one server. */
  readonly kubeconfig: string
  /** For a controller, which takes the current context. */
  readonly controllerKubeconfig: string
  readonly kubectl: Kubectl
  readonly processes: Processes
  stop(): Promise<void>
}

/** Why there is no API server to be had, or undefined where there is. */
export const missingPrograms = (): string | undefined =>
  findProgram('etcd') === undefined || findProgram('kube-apiserver') === undefined
    ? 'the API server is not built: npm run verify:delivery'
    : undefined

/** Starts etcd and the API server. `contexts` are names for the same server; `reader` may only read. Sets KUBECONFIG for the process. */
export async function startApiServer(contexts: readonly string[]): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'api-server-'))
  const processes = new Processes()
  const stop = async (): Promise<void> => {
    await processes.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const [client, peer, port] = [await freePort(), await freePort(), await freePort()]
    const etcd = `http://127.0.0.1:${client}`
    processes.start(
      findProgram('etcd')!,
      [
        `--data-dir=${join(folder, 'etcd')}`,
        `--listen-client-urls=${etcd}`,
        `--advertise-client-urls=${etcd}`,
        `--listen-peer-urls=http://127.0.0.1:${peer}`,
        // The data is thrown away.
        '--unsafe-no-fsync',
      ],
      join(folder, 'etcd.log'),
    )
    const key = join(folder, 'service-account.key')
    await $({ quiet: true })`openssl genrsa -out ${key} 2048`
    writeFileSync(join(folder, 'tokens.csv'), 'admin-token,admin,admin,system:masters\nreader-token,reader,reader,\n')
    processes.start(
      findProgram('kube-apiserver')!,
      [
        `--etcd-servers=${etcd}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${port}`,
        `--cert-dir=${join(folder, 'certificates')}`,
        `--token-auth-file=${join(folder, 'tokens.csv')}`,
        '--authorization-mode=RBAC',
        '--service-cluster-ip-range=10.96.0.0/16',
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${key}`,
        `--service-account-signing-key-file=${key}`,
        // No controller makes the service accounts that it would ask for.
        '--disable-admission-plugins=ServiceAccount',
      ],
      join(folder, 'kube-apiserver.log'),
    )
    const kubeconfig = join(folder, 'kubeconfig')
    const server = `https://127.0.0.1:${port}`
    writeFileSync(kubeconfig, kubeconfigOf(server, [...contexts, 'reader'], 'none-of-them'))
    writeFileSync(join(folder, 'controllers'), kubeconfigOf(server, ['admin'], 'admin'))
    process.env.KUBECONFIG = kubeconfig
    const kubectl = new Kubectl(contexts[0]!)
    await until('the API server is ready', async () => {
      processes.check()
      return (await kubectl.call(['get', '--raw', '/readyz'])).ok ? true : undefined
    })
    return { folder, kubeconfig, controllerKubeconfig: join(folder, 'controllers'), kubectl, processes, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const kubeconfigOf = (server: string, contexts: readonly string[], current: string): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    // The server's certificate is its own, made at its start.
    clusters: [{ name: 'test', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: ['admin', 'reader'].map((name) => ({ name, user: { token: `${name}-token` } })),
    contexts: contexts.map((name) => ({
      name,
      context: { cluster: 'test', user: name === 'reader' ? 'reader' : 'admin' },
    })),
    'current-context': current,
  })

/** The operators whose CRDs the environments and the delivery objects need. */
const operators = ['rook', 'argo-cd', 'source-controller', 'kustomize-controller', 'external-secrets', 'sealed-secrets']

export async function installCrds(kubectl: Kubectl, groups: readonly string[]): Promise<void> {
  const sources = crdSources.filter(({ module }) => operators.some((operator) => module.split('/').includes(operator)))
  const crds = (await Promise.all(sources.map(readSource)))
    .flat()
    .flatMap((text) =>
      parseAllDocuments(text).map(
        (document) => document.toJS() as { kind: string; metadata: { name: string }; spec: { group: string } } | null,
      ),
    )
    .filter((object) => object?.kind === 'CustomResourceDefinition' && groups.includes(object.spec.group))
  // A ClusterSecretStore and others of external-secrets are large, and are of no use here.
  const wanted = crds.filter(
    (crd) => crd!.spec.group !== 'external-secrets.io' || crd!.metadata.name.startsWith('externalsecrets.'),
  )
  await kubectl.text(
    ['apply', '--server-side', '-f', '-'],
    wanted.map((crd) => `---\n${JSON.stringify(crd)}\n`).join(''),
  )
  // kubectl wait stumbles over a CRD that has no conditions yet.
  const established = ['wait', '--for=condition=Established', ...wanted.map((crd) => `crd/${crd!.metadata.name}`)]
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

export async function makeNamespaces(kubectl: Kubectl, names: readonly string[]): Promise<void> {
  const objects = names.map(
    (name) => `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })}\n`,
  )
  await kubectl.text(['apply', '--server-side', '-f', '-'], objects.join(''))
}
