import { contentOf, formatPointer, mappingOf, type SourcedObject, stringMapOf, valueAt } from '@thanos-gitops/manifest'
import { containerEntries, podSpecPath } from './containers.ts'
import type { Container, Workload } from './pod.ts'
import { readContainer } from './read-container.ts'
import { claimVolumes, podVolumes } from './volume.ts'

const countedKinds = ['Deployment', 'StatefulSet', 'ReplicaSet']

/**
 * Reads an object that runs pods; undefined for any other object.
 *
 * @param namespace the namespace of its pods, or `''` if neither the manifest nor an environment sets one
 */
export function readWorkload(sourced: SourcedObject, namespace: string): Workload | undefined {
  const { object } = sourced
  const path = podSpecPath(object)
  if (path === undefined) return undefined
  const podSpec = mappingOf(valueAt(object, path))
  const podPointer = formatPointer(path)
  const podMetadata = mappingOf(valueAt(object, [...path.slice(0, -1), 'metadata']))
  const spec = mappingOf(contentOf(sourced).spec)
  const containers: Container[] = []
  const workload: Workload = {
    object: sourced,
    kind: object.kind,
    name: object.metadata.name,
    namespace,
    podPointer,
    podSpec,
    podLabels: stringMapOf(podMetadata.labels),
    podAnnotations: stringMapOf(podMetadata.annotations),
    replicas: replicasOf(object.kind, spec.replicas),
    containers,
    volumes: [...podVolumes(podSpec, podPointer), ...claimVolumes(spec)],
  }
  for (const { list, path: containerPath, fields } of containerEntries(object))
    if (list !== 'ephemeralContainers')
      containers.push(readContainer(workload, fields, formatPointer(containerPath), list === 'initContainers'))
  return workload
}

function replicasOf(kind: string, replicas: unknown): number | undefined {
  if (kind === 'Pod') return 1
  if (!countedKinds.includes(kind)) return undefined
  return typeof replicas === 'number' ? replicas : 1
}
