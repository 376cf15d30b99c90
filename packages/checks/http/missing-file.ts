import { type Container, filesAt, mountAt, type Volume, volumeAt, volumeSources } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { keysOf } from '../engine/created-objects.ts'

/** Whether a container certainly lacks a file: no volume contains it, or none of the sources of the volume has its key. */
export function isMissingFile(context: CheckContext, container: Container, path: string): boolean {
  // The image contains the certificates of public authorities.
  if (!path.startsWith('/') || path.includes('$(') || /^\/etc\/ssl\//.test(path)) return false
  const [mount, volume] = [mountAt(container, path), volumeAt(container, path)]
  if (mount === undefined || volume === undefined) return true
  const sources = volumeSources(volume)
  if (sources.length === 0) return isEmpty(container, volume)
  if (sources.some(({ optional }) => optional)) return false
  const { namespace } = container.workload
  const candidates = filesAt(container, path)
  return candidates.every(({ source: { kind, name }, key }) => {
    const keys = keysOf(context, kind, name, namespace)
    return keys !== undefined && keys !== 'unknown' && !keys.includes(key)
  })
}

/** A projected volume without sources, or an empty folder that no other container fills. */
const isEmpty = ({ workload, name }: Container, volume: Volume): boolean =>
  volume.type === 'projected' ||
  (volume.type === 'emptyDir' &&
    workload.containers.every(
      (other) => other.name === name || other.mounts.every((mount) => mount.readOnly || mount.name !== volume.name),
    ))
