// One tool that serves two clusters: its own, with production, and another one, with staging.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { $ } from 'zx'
import { loadStack } from '../../environment.ts'
import type { SendRequest } from '../api-client.ts'
import { adminToken } from '../api-server.ts'
import { type Cluster, startCluster } from '../cluster.ts'
import type { DeliveryTool } from '../delivery-tool.ts'
import type { PartContext } from '../part.ts'
import { pageCommands } from '../procedures/page.ts'
import { until } from '../processes.ts'
import { runFleetScenario } from '../scenarios/part.ts'
import { settle } from '../settle.ts'
import { installTool, kubernetesMinor } from '../tool-rig.ts'
import { createClone, declaredSecretsOf, setYaml, storageClassesOf, type WorkingClone } from '../working-clone.ts'
import { changedByReconciliation } from './reconciliation.ts'
import { orderProblems } from './waves.ts'

/** The first is in the cluster of the tool. The second is added when the first is healthy. */
const fleet = ['production', 'staging'] as const

export async function checkFleet(context: PartContext): Promise<void> {
  const clone = await createClone(fleet.slice(0, 1), kubernetesMinor, prepareFleet)
  const storageClasses = storageClassesOf(clone.folder)
  const secrets = declaredSecretsOf(clone.folder)
  const clusters: Cluster[] = []
  try {
    // KUBECONFIG is that of the cluster that starts last.
    for (const name of fleet.toReversed()) clusters.unshift(await startCluster([name], storageClasses, secrets))
    const [hub] = clusters as [Cluster]
    const tool = await installTool(context.tool, hub)
    try {
      for (const [index, name] of fleet.entries())
        await registerCluster(context.tool, hub.client.send, name, clusters[index]!)
      await applyFleet(context.tool, clone.folder, hub.kubectl.context)
      await checkClusters(context, clone, tool, clusters.slice(0, 1))
      await addEnvironment(context, clone, tool, clusters[1]!)
      await checkClusters(context, clone, tool, clusters)
    } finally {
      await tool.stop()
    }
  } finally {
    for (const cluster of clusters) await cluster.stop()
    await clone.stop()
  }
}

/** Sets `central: true`, and removes the environments that have no cluster here. */
function prepareFleet(folder: string, others: readonly string[]): void {
  setYaml(join(folder, 'environments/delivery.yaml'), { central: true })
  for (const name of others) rmSync(join(folder, 'environments', name), { recursive: true })
}

/** With the command of environments/README.md, as it is written. */
async function applyFleet(tool: PartContext['tool'], folder: string, context: string): Promise<void> {
  const [command] = pageCommands('Many clusters', tool).filter((one) => one.includes('--context HUB'))
  await $({ quiet: true, cwd: folder })`bash -c ${command!.replace('HUB', context)}`
}

/** As `argocd cluster add` does, and as environments/README.md describes it for Flux. */
async function registerCluster(
  tool: PartContext['tool'],
  send: SendRequest,
  name: string,
  cluster: Cluster,
): Promise<void> {
  const namespace = tool === 'flux' ? 'flux-system' : 'argocd'
  const secret =
    tool === 'flux'
      ? { metadata: { name: `${name}-kubeconfig` }, stringData: { value: verifiedKubeconfig(cluster) } }
      : {
          metadata: { name: `cluster-${name}`, labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
          stringData: {
            name,
            server: cluster.address,
            config: JSON.stringify({ bearerToken: adminToken, tlsClientConfig: { insecure: true } }),
          },
        }
  const { status, body } = await send('POST', `/api/v1/namespaces/${namespace}/secrets`, secret)
  if (status >= 300) throw new Error(`Secret of ${name}: ${body.message}`)
}

/** The scenario of an environment that a pull request adds. */
async function addEnvironment(
  { tool: name, report }: PartContext,
  clone: WorkingClone,
  tool: DeliveryTool,
  { client, pods }: Cluster,
): Promise<void> {
  const [production, environment] = fleet
  const { environment: settings } = await loadStack(clone.folder, production)
  const result = await runFleetScenario({
    tool: name,
    clone: clone.folder,
    environment,
    namespace: settings.namespace,
    client,
    pods,
    host: clone.host,
    async push(message) {
      const commit = clone.push(message)
      await tool.refresh()
      return commit
    },
    settle: (commit, seconds) =>
      settle({ state: () => tool.state(environment), check: () => tool.check(), pods }, commit, seconds),
    breakImage() {},
  })
  report({ ...result, title: `fleet: ${result.title}` })
}

/** Flux accepts only a kubeconfig with the certificate of the server. */
function verifiedKubeconfig({ folder, controllerKubeconfig }: Cluster): string {
  const certificate = readFileSync(join(folder, 'certificates/apiserver.crt')).toString('base64')
  const kubeconfig = readFileSync(controllerKubeconfig, 'utf8')
  return kubeconfig.replace('insecure-skip-tls-verify: true', `certificate-authority-data: ${certificate}`)
}

async function checkClusters(
  { tool: name, report }: PartContext,
  clone: WorkingClone,
  tool: DeliveryTool,
  clusters: readonly Cluster[],
): Promise<void> {
  const commit = clone.head()
  for (const [index, environment] of fleet.slice(0, clusters.length).entries()) {
    const { client, pods } = clusters[index]!
    // The tool finds an environment when it has read the repository.
    await until(`the fleet has ${environment}`, async () =>
      (await tool.state(environment)).objects.length > 0 ? true : undefined,
    )
    const state = await settle({ state: () => tool.state(environment), check: () => tool.check(), pods }, commit)
    const isComplete = state.isSynced && state.isHealthy && state.revision === commit
    report({
      title: `fleet: ${environment} is synced and healthy`,
      problems: isComplete ? [] : [JSON.stringify(state, undefined, 2)],
    })
    const { manifests } = await loadStack(clone.folder, environment)
    const objects = manifests.map(({ object }) => object)
    report({
      title: `fleet: each wave of ${environment} is created when the one before is ready`,
      problems: await orderProblems(name, client.send, objects, pods.since(0)),
    })
    report({
      title: `fleet: a second reconciliation changes none of ${objects.length} objects of ${environment}`,
      problems: await changedByReconciliation({ client, reconcile: () => tool.reconcile(environment) }, objects),
    })
  }
}
