// A rig's view of its cluster and clone through one delivery tool.
import { $ } from 'zx'
import { loadStack } from '../environment.ts'
import { type ArgoCdOptions, installArgoCd } from './argo-cd.ts'
import type { Cluster } from './cluster.ts'
import type { DeliveryRig, Tool, ToolState } from './delivery-rig.ts'
import type { DeliveryTool } from './delivery-tool.ts'
import { type FluxOptions, installFlux } from './flux.ts'
import { programs } from './programs.ts'
import { settle } from './settle.ts'
import type { WorkingClone } from './working-clone.ts'

interface RigParts {
  readonly tool: Tool
  readonly environment: string
  readonly clone: WorkingClone
  readonly cluster: Cluster
  stop(): Promise<void>
}

export const installTool = (
  tool: Tool,
  cluster: Cluster,
  options: FluxOptions & ArgoCdOptions = { notifications: true },
): Promise<DeliveryTool> => (tool === 'flux' ? installFlux(cluster, options) : installArgoCd(cluster, options))

/** `1.36`: the version of the API server. */
export const kubernetesMinor = programs['kube-apiserver'].version.slice(1).split('.').slice(0, 2).join('.')

export async function withTool(parts: RigParts): Promise<DeliveryRig> {
  const { tool, environment, clone, cluster } = parts
  const running = await installTool(tool, cluster)
  const { environment: settings } = await loadStack(clone.folder, environment)
  const state = (): Promise<ToolState> => running.state(environment)
  return {
    tool,
    environment,
    clone: clone.folder,
    context: environment,
    kubectl: cluster.kubectl,
    client: cluster.client,
    namespace: settings.namespace,
    host: clone.host,
    pods: cluster.pods,
    requests: cluster.requests,
    async push(message) {
      const commit = clone.push(message)
      await running.refresh()
      return commit
    },
    settle: (commit, seconds) => settle({ state, check: () => running.check(), pods: cluster.pods }, commit, seconds),
    state,
    reconcile: () => running.reconcile(environment),
    breakImage: (part) => cluster.kubelets.breakImage(part),
    repairImage: (part) => cluster.kubelets.repairImage(part),
    addTool: async (other) => {
      const added = await withTool({ ...parts, tool: other, stop: () => added.stopTool() })
      return added
    },
    stopTool: () => running.stop(),
    async stop() {
      await running.stop()
      await parts.stop()
    },
  }
}

/** Runs `npm run bootstrap`, which waits until the environment is healthy, and waits until the tool reports the commit. */
export async function handOver(rig: DeliveryRig): Promise<void> {
  const { clone, environment, context, tool, settle: settled } = rig
  const bootstrap = ['run', '--silent', 'bootstrap', '--', environment, '--context', context, '--tool', tool]
  const { exitCode, stdout, stderr } = await $({ nothrow: true, quiet: true, cwd: clone })`npm ${bootstrap} --timeout 5`
  if (exitCode !== 0) throw new Error(`npm run bootstrap of ${environment} failed:\n${stdout}\n${stderr}`)
  const { stdout: commit } = await $({ quiet: true, cwd: clone })`git rev-parse HEAD`
  const state = await settled(commit.trim())
  if (!state.isSynced || !state.isHealthy)
    throw new Error(`${environment} is not synced and healthy:\n${state.message}`)
}
