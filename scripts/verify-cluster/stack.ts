// Starts an environment on a node of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadStack } from '../environment.ts'
import { receiversSecret, secretValues } from './alerting.ts'
import { BucketTool, bucketOfServer } from './blocks.ts'
import type { Stack } from './checks/check.ts'
import { Cleanup } from './cleanup.ts'
import { cloneEnvironment, type EnvironmentClone, workloadsIn } from './clone.ts'
import { objectStoreImage } from './image-name.ts'
import { writeImage } from './images.ts'
import { dnsImage } from './node/add-ons.ts'
import { network } from './node/network.ts'
import { documents, type RunningNode, removeLeftovers, startNode } from './node/node.ts'
import { pauseImage } from './node/settings.ts'
import { bindBucket, bucketAddress, installRook } from './object-store.ts'
import { imagesOf, toolsFor } from './programs.ts'
import { Receiver } from './receiver.ts'
import { findStackProgram } from './stack-programs.ts'

export interface RunningStack extends Stack {
  stop(): Promise<void>
}

/** The port of the receiver on this machine. It is in the clone, and its address exists only when the node runs. */
const receiverPort = 9095

/** Starts a node, applies the environment to it, and returns before its pods are ready. */
export async function startStack(environment: string): Promise<RunningStack> {
  removeLeftovers()
  const cleanup = new Cleanup()
  const stop = (): Promise<void> => cleanup.run()
  cleanup.runOnInterrupt()
  try {
    const clone = cloneEnvironment(environment, `http://${network.gateway}:${receiverPort}`)
    cleanup.add(() => clone.remove())
    const node = await startNodeFor(clone, cleanup)
    const receiver = await Receiver.start(network.gateway, receiverPort)
    cleanup.add(() => receiver.stop())
    return { ...(await applyStack(clone, node, receiver)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startNodeFor(
  { folder, environment, manifests }: EnvironmentClone,
  cleanup: Cleanup,
): Promise<RunningNode> {
  const archives = mkdtempSync(join(tmpdir(), 'verify-cluster-images-'))
  const remove = (): void => rmSync(archives, { recursive: true, force: true })
  cleanup.add(remove)
  const images: string[] = []
  for (const image of [pauseImage, dnsImage, objectStoreImage, ...imagesOf(folder, environment)])
    images.push(await writeImage(image, archives))
  const classes = ['standard', ...storageClassesIn(manifests)]
  const node = await startNode({ context: environment, images, storageClasses: classes }, cleanup)
  remove()
  return node
}

const storageClassesIn = (manifests: string): readonly string[] => [
  ...new Set(
    workloadsIn(manifests).flatMap(({ spec: { volumeClaimTemplates = [] } }) =>
      volumeClaimTemplates.flatMap(({ spec: { storageClassName } }) => storageClassName ?? []),
    ),
  ),
]

async function applyStack(clone: EnvironmentClone, node: RunningNode, receiver: Receiver): Promise<Stack> {
  const { kubectl } = node
  const { environment: settings } = await loadStack(clone.folder, clone.environment)
  const { namespace, cluster, name, objectStorage } = settings
  const isRook = objectStorage === 'rook'
  if (isRook) await installRook(kubectl)
  const time = Date.now()
  const { ok, stdout, stderr } = await kubectl.call(['apply', '--server-side', '-f', clone.manifests])
  if (isRook) await bindBucket(kubectl, namespace)
  const metadata = { name: receiversSecret, namespace }
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: secretValues(receiver.address) }
  await kubectl.text(['apply', '--server-side', '-f', '-'], documents([secret]))
  const { thanos, promtool } = toolsFor(imagesOf(clone.folder, name))
  const programs = { thanos: findStackProgram(thanos)!, promtool: findStackProgram(promtool)! }
  return {
    environment: name,
    namespace,
    cluster,
    node,
    kubectl,
    clone,
    receiver,
    programs,
    applied: { ok, stdout, stderr, time },
    bucket: async () =>
      new BucketTool(
        (command) => node.namespaces.run(command),
        programs.thanos,
        bucketOfServer(await bucketAddress(kubectl, namespace, isRook)),
      ),
  }
}
