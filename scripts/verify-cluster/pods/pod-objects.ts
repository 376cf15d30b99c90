// Objects of pods, as the scheduler and the kubelet would report them: discovery of Prometheus reads them.
import { stringify } from 'yaml'
import type { Kubectl } from '../../kubectl.ts'

export interface PodObject {
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>> | undefined
  readonly address: string
  readonly spec: object
}

/** Creates the pods, and sets their addresses. */
export async function createPodObjects(kubectl: Kubectl, pods: readonly PodObject[]): Promise<void> {
  const apply = async (objects: readonly object[], ...flags: readonly string[]): Promise<void> => {
    const documents = objects.map((object) => `---\n${stringify(object)}`).join('')
    await kubectl.text(['apply', '--server-side', ...flags, '-f', '-'], documents)
  }
  await apply(pods.map(objectOf))
  await apply(pods.map(statusOf), '--subresource=status')
}

const metadataOf = ({ name, namespace }: PodObject) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
})

const objectOf = (pod: PodObject) => ({
  ...metadataOf(pod),
  metadata: { ...metadataOf(pod).metadata, labels: pod.labels, annotations: pod.annotations },
  spec: pod.spec,
})

const statusOf = (pod: PodObject) => ({
  ...metadataOf(pod),
  status: { phase: 'Running', podIP: pod.address, podIPs: [{ ip: pod.address }] },
})
