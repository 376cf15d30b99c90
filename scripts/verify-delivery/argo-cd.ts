// Argo CD as processes next to the cluster, set up as its release does: redis, repo server, application controller and ApplicationSet
// controller; the server when a webhook needs it.
import { join } from 'node:path'
import { downloadModule } from '@thanos-gitops/programs/go-module'
import { which } from 'zx'
import { failure } from '../failure.ts'
import { freePort } from '../free-port.ts'
import { createNamespaces, installCrds } from './api-server.ts'
import { controlOf } from './argo-cd-control.ts'
import { applySettings, argoCdNamespace, prepareFolder } from './argo-cd-setup.ts'
import type { Cluster } from './cluster.ts'
import type { DeliveryTool } from './delivery-tool.ts'
import { Processes } from './processes.ts'
import { findProgram, programs, sumOf } from './programs.ts'

export interface ArgoCdOptions {
  /** Whether the notifications controller runs as well. */
  readonly notifications?: boolean
  /** Seconds between two waves. The default of Argo CD is 2. */
  readonly waveDelay?: number
  /** Seconds between two comparisons without a reason. The default of Argo CD is 120. */
  readonly resync?: number
}

/** Installs and starts Argo CD. */
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
  const env = prepareFolder(folder, sources, cluster.toolKubeconfig)
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
    ...(options.resync === undefined ? [] : ['--app-resync', String(options.resync)]),
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
  const startServer = async (): Promise<string> => {
    const port = await freePort()
    start('argocd-server', [
      ...['--namespace', argoCdNamespace, '--metrics-port', String(await freePort())],
      ...['--address', '127.0.0.1', '--port', String(port)],
      ...['--insecure', '--disable-auth', '--redis', redis, '--repo-server', repository, '--repo-server-plaintext'],
    ])
    return `http://127.0.0.1:${port}`
  }
  return {
    ...controlOf(cluster.client.send, startServer),
    check: () => processes.check(),
    stop: () => processes.stop(),
  }
}

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
