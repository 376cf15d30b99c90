// Argo CD as processes next to the cluster, set up as its release does: redis, repo server, application controller and ApplicationSet
// controller.
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { downloadModule } from '@thanos-gitops/programs/go-module'
import { $, which } from 'zx'
import { failure } from '../failure.ts'
import type { LiveObject } from '../kubectl.ts'
import { listObjects, type SendRequest } from './api-client.ts'
import { createNamespaces, installCrds } from './api-server.ts'
import { applicationState, applicationsOf, applicationsPath } from './argo-cd-state.ts'
import type { Cluster } from './cluster.ts'
import type { DeliveryTool } from './delivery-tool.ts'
import { freePort, Processes, until } from './processes.ts'
import { findProgram, programs, sumOf } from './programs.ts'

export const argoCdNamespace = 'argocd'

export interface ArgoCdOptions {
  /** Whether the notifications controller runs as well. */
  readonly notifications?: boolean
  /** Seconds between two waves. The default of Argo CD is 2. */
  readonly waveDelay?: number
}

/** Starts Argo CD. Its objects must be in the cluster already for other clusters than this one. */
export async function installArgoCd(cluster: Cluster, options: ArgoCdOptions = {}): Promise<DeliveryTool> {
  const { kubectl } = cluster
  const redisProgram = await findRedis()
  const { module, version } = programs.argocd
  const { folder: sources } = await downloadModule({ module, version, sum: sumOf(module, version) }, process.env)
  await installCrds(kubectl, ['argoproj.io'])
  await createNamespaces(kubectl, [argoCdNamespace])
  await applySettings(cluster, sources)
  const processes = new Processes()
  const folder = join(cluster.folder, 'argo-cd')
  const env = prepareFolder(folder, sources, cluster.controllerKubeconfig)
  const start = (component: string, args: readonly string[]) =>
    processes.start(findProgram('argocd')!, args, join(cluster.folder, `${component}.log`), {
      ...env,
      ARGOCD_BINARY_NAME: component,
      ARGOCD_SYNC_WAVE_DELAY: String(options.waveDelay ?? 1),
    })
  const [redis, repository] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`] as const
  const redisArguments = ['--port', redis.split(':')[1]!, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  processes.start(redisProgram, redisArguments, join(cluster.folder, 'redis.log'))
  start('argocd-repo-server', [
    ...['--address', '127.0.0.1', '--port', repository.split(':')[1]!],
    ...['--metrics-address', '127.0.0.1', '--metrics-port', String(await freePort())],
    ...['--redis', redis, '--disable-tls', '--client-ca-path', ''],
  ])
  start('argocd-application-controller', [
    ...['--namespace', argoCdNamespace, '--metrics-port', String(await freePort())],
    ...['--redis', redis, '--repo-server', repository, '--repo-server-plaintext'],
  ])
  start('argocd-applicationset-controller', [
    ...['--namespace', argoCdNamespace, '--metrics-addr', `127.0.0.1:${await freePort()}`],
    ...['--probe-addr', `127.0.0.1:${await freePort()}`, '--webhook-addr', `127.0.0.1:${await freePort()}`],
    ...['--argocd-repo-server', repository, '--repo-server-plaintext'],
  ])
  if (options.notifications)
    start('argocd-notifications', [
      ...['--namespace', argoCdNamespace, '--metrics-port', String(await freePort())],
      ...['--argocd-repo-server', repository, '--argocd-repo-server-plaintext'],
    ])
  return {
    ...controlOf(cluster.client.send),
    check: () => processes.check(),
    stop: () => processes.stop(),
  }
}

type Control = Pick<DeliveryTool, 'refresh' | 'reconcile' | 'state'>

/** What is done with objects of Argo CD, in place of its command line. */
function controlOf(send: SendRequest): Control {
  const annotate = async (applications: readonly LiveObject[], refresh: 'normal' | 'hard'): Promise<void> => {
    for (const { metadata } of applications)
      await send(
        'PATCH',
        `${applicationsPath}/${metadata.name}`,
        { metadata: { annotations: { [refreshAnnotation]: refresh } } },
        'application/merge-patch+json',
      )
  }
  return {
    refresh: async () => annotate(await listObjects(send, applicationsPath), 'normal'),
    async reconcile(environment) {
      await annotate(await applicationsOf(send, environment), 'hard')
      // Argo CD removes the annotation when it has compared the Application.
      await until(`Argo CD has compared ${environment}`, async () => {
        const applications = await applicationsOf(send, environment)
        const isCompared = applications.every(({ metadata }) => metadata.annotations?.[refreshAnnotation] === undefined)
        return isCompared && (await applicationState(send, environment)).isSynced ? true : undefined
      })
    },
    state: (environment) => applicationState(send, environment),
  }
}

const refreshAnnotation = 'argocd.argoproj.io/refresh'

/** Debian's packages are named redis-server and valkey-server. */
async function findRedis(): Promise<string> {
  for (const name of ['redis-server', 'valkey-server']) {
    const found = await which(name, { nothrow: true })
    if (found !== null) return found
  }
  throw failure(
    'tool-missing',
    'Argo CD needs redis-server or valkey-server, and neither is on the PATH.',
    'Install one of them: apt-get install redis-server',
  )
}

/** The settings of Argo CD's release. Argo CD has its own Secret, whose key the server otherwise creates. */
async function applySettings({ kubectl }: Cluster, sources: string): Promise<void> {
  const apply = ['apply', '--server-side', '--force-conflicts', `--namespace=${argoCdNamespace}`]
  await kubectl.text([...apply, '-k', join(sources, 'manifests/base/config')])
  await kubectl.text([
    'patch',
    'secret/argocd-secret',
    `--namespace=${argoCdNamespace}`,
    '--type=merge',
    `--patch=${JSON.stringify({ stringData: { 'server.secretkey': 'of this verification' } })}`,
  ])
}

/** Creates the folders that the image of Argo CD has, and returns the variables of its processes. */
function prepareFolder(folder: string, sources: string, kubeconfig: string): NodeJS.ProcessEnv {
  const inFolder = (name: string): string => join(folder, name)
  for (const name of ['tls', 'ssh', 'plugins', 'tmp', 'path', 'home']) mkdirSync(inFolder(name), { recursive: true })
  writeFileSync(inFolder('ssh/ssh_known_hosts'), '')
  symlinkSync(findProgram('argocd')!, inFolder('path/argocd'))
  // Without these, Argo CD cannot read the commit of a repository.
  for (const name of ['git-verify-wrapper.sh', 'gpg-wrapper.sh']) {
    copyFileSync(join(sources, 'hack', name), inFolder(`path/${name}`))
    $.sync({ quiet: true })`chmod 755 ${inFolder(`path/${name}`)}`
  }
  return {
    ...process.env,
    KUBECONFIG: kubeconfig,
    PATH: [inFolder('path'), process.env.PATH].join(delimiter),
    HOME: inFolder('home'),
    TMPDIR: inFolder('tmp'),
    // The processes reach the cluster through the kubeconfig.
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_K8S_CLIENT_QPS: '200',
    ARGOCD_K8S_CLIENT_BURST: '400',
    ARGOCD_TLS_DATA_PATH: inFolder('tls'),
    ARGOCD_SSH_DATA_PATH: inFolder('ssh'),
    ARGOCD_PLUGINSOCKFILEPATH: inFolder('plugins'),
  }
}
