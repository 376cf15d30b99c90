import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Container, Mount, Volume } from './pod.ts'

/** @param podPointer JSON Pointer of the pod specification */
export const podVolumes = (podSpec: Mapping, podPointer: string): Volume[] =>
  listOf(podSpec.volumes).flatMap((volume, index) => {
    const { name, ...rest } = mappingOf(volume)
    const [type = 'emptyDir', source] = Object.entries(rest)[0] ?? []
    return typeof name === 'string'
      ? [{ name, pointer: `${podPointer}/volumes/${index}`, type, source: mappingOf(source) }]
      : []
  })

/** The volumes that the pods of a StatefulSet get from its claim templates. */
export const claimVolumes = (spec: Mapping): Volume[] =>
  listOf(spec.volumeClaimTemplates).flatMap((template, index) => {
    const { metadata, spec: source } = mappingOf(template)
    const { name } = mappingOf(metadata)
    return typeof name === 'string'
      ? [{ name, pointer: `/spec/volumeClaimTemplates/${index}`, type: 'claimTemplate', source: mappingOf(source) }]
      : []
  })

/** A ConfigMap or Secret whose entries a volume contains as files. */
export interface VolumeSource {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  readonly optional: boolean
  /** The keys that the volume contains, each with its path. If it is empty, the volume contains all keys, each as a file with its name. */
  readonly items: readonly { readonly key: string; readonly path: string; readonly pointer: string }[]
  readonly pointer: string
}

/** The ConfigMaps and Secrets of a volume, those inside a projected volume included. */
export function volumeSources({ type, source, pointer }: Volume): VolumeSource[] {
  if (type === 'configMap') return sourceOf('ConfigMap', source.name, source, `${pointer}/configMap`)
  if (type === 'secret') return sourceOf('Secret', source.secretName, source, `${pointer}/secret`)
  if (type !== 'projected') return []
  return listOf(source.sources).flatMap((part, index) => {
    const partPointer = `${pointer}/projected/sources/${index}`
    const { configMap, secret } = mappingOf(part)
    return [
      ...sourceOf('ConfigMap', mappingOf(configMap).name, mappingOf(configMap), `${partPointer}/configMap`),
      ...sourceOf('Secret', mappingOf(secret).name, mappingOf(secret), `${partPointer}/secret`),
    ]
  })
}

function sourceOf(kind: VolumeSource['kind'], name: unknown, fields: Mapping, pointer: string): VolumeSource[] {
  if (typeof name !== 'string') return []
  const items = listOf(fields.items).flatMap((item, index) => {
    const { key, path } = mappingOf(item)
    return typeof key === 'string' && typeof path === 'string'
      ? [{ key, path, pointer: `${pointer}/items/${index}` }]
      : []
  })
  return [{ kind, name, optional: fields.optional === true, pointer, items }]
}

/** The mount that contains an absolute path of a container: the one with the longest `mountPath`. */
export function mountAt(container: Container, path: string): Mount | undefined {
  const isBelow = ({ mountPath }: Mount): boolean =>
    path === mountPath || path.startsWith(mountPath.endsWith('/') ? mountPath : `${mountPath}/`)
  return container.mounts.filter(isBelow).sort((a, b) => b.mountPath.length - a.mountPath.length)[0]
}

/** The volume that contains an absolute path of a container; undefined if no volume contains the path. */
export function volumeAt(container: Container, path: string): Volume | undefined {
  const mount = mountAt(container, path)
  return mount && container.workload.volumes.find(({ name }) => name === mount.name)
}

/** The ConfigMap or Secret, and its key, behind a file of a container. */
export interface MountedFile {
  readonly source: VolumeSource
  readonly key: string
}

/**
 * The entries that may be behind an absolute path of a container, in the order of the volume's sources. The caller checks
 * which object has the key: a projected volume has several candidates.
 */
export function filesAt(container: Container, path: string): readonly MountedFile[] {
  const mount = mountAt(container, path)
  const volume = mount && container.workload.volumes.find(({ name }) => name === mount.name)
  if (mount === undefined || volume === undefined) return []
  const inside = path === mount.mountPath ? '' : path.slice(mount.mountPath.length).replace(/^\//, '')
  const file = [mount.subPath, inside].filter((part) => part !== undefined && part !== '').join('/')
  return volumeSources(volume).flatMap((source): MountedFile[] => {
    const key = source.items.length === 0 ? file : source.items.find((item) => item.path === file)?.key
    return key === undefined ? [] : [{ source, key }]
  })
}
