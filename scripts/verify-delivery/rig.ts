// Starts a cluster with a delivery tool for verifications that push changes and observe pods.
import { startCluster } from './cluster.ts'
import type { DeliveryRig, RigOptions, Tool } from './delivery-rig.ts'
import { handOver, kubernetesMinor, withTool } from './tool-rig.ts'
import { createClone, declaredSecretsOf, environmentNames, storageClassesOf } from './working-clone.ts'

export * from './delivery-rig.ts'

/**
 * Starts a rig: a cluster, the tool, and a clone whose environments have `delivery: both`. One process has one rig, because KUBECONFIG
 * is set for the whole process.
 */
export async function startRig(
  tool: Tool,
  { environment = 'production', bootstrap = true }: RigOptions = {},
): Promise<DeliveryRig> {
  const clone = await createClone(environmentNames, kubernetesMinor)
  const stops = [() => clone.stop()]
  const stop = async (): Promise<void> => {
    for (const one of stops.toReversed()) await one()
  }
  try {
    const cluster = await startCluster(
      environmentNames,
      storageClassesOf(clone.folder),
      declaredSecretsOf(clone.folder),
    )
    stops.push(() => cluster.stop())
    const rig = await withTool({ tool, environment, clone, cluster, stop })
    stops.push(() => rig.stopTool())
    if (bootstrap) await handOver(rig)
    return rig
  } catch (error) {
    await stop()
    throw error
  }
}
