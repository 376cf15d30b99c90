// The files that ConfigMaps and Secrets put into a folder of a container.
import { posix } from 'node:path'
import { type Container, mountAt, type VolumeSource, volumeSources } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'

export interface MountedFiles {
  /** The folder of the volume in the container. */
  readonly mountPath: string
  readonly files: readonly { readonly path: string; readonly document: EmbeddedDocument }[]
}

const wildcard = /[*?[]/

/**
 * All files of the volume to which a pattern belongs. Undefined if the manifests do not show them: the volume is not made of
 * ConfigMaps and Secrets in the manifests, the mount has a subPath, or the folder of the pattern has a wildcard.
 */
export function mountedFiles(context: CheckContext, container: Container, pattern: string): MountedFiles | undefined {
  const folder = posix.dirname(pattern)
  if (wildcard.test(folder)) return undefined
  const mount = mountAt(container, folder)
  const volume = mount && container.workload.volumes.find(({ name }) => name === mount.name)
  if (mount === undefined || volume === undefined || mount.subPath !== undefined) return undefined
  const sources = volumeSources(volume)
  if (sources.length === 0) return undefined
  const files = sources.map((source) => filesOf(context, container, source, mount.mountPath))
  return files.every((found) => found !== undefined) ? { mountPath: mount.mountPath, files: files.flat() } : undefined
}

function filesOf(
  context: CheckContext,
  { workload }: Container,
  { kind, name, items }: VolumeSource,
  mountPath: string,
): MountedFiles['files'] | undefined {
  const object = context.find(kind, workload.namespace, name)
  if (object === undefined) return undefined
  return context.documentsOf(object).flatMap((document) => {
    const path = items.length === 0 ? document.key : items.find(({ key }) => key === document.key)?.path
    return path === undefined ? [] : [{ path: posix.join(mountPath, path), document }]
  })
}

/** The files that a pattern of Go's filepath.Glob matches. */
export const filesMatching = ({ files }: MountedFiles, pattern: string): MountedFiles['files'] => {
  const expression = patternOf(pattern)
  return files.filter(({ path }) => expression.test(path))
}

const patternOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replaceAll(/\[\^?[^\]]+\]|[.*+?^${}()|\\[\]]/g, (part) => {
      if (part === '*') return '[^/]*'
      if (part === '?') return '[^/]'
      return part.length > 1 ? part : `\\${part}`
    })}$`,
  )
