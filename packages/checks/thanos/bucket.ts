import { mappingOf } from '@thanos-gitops/manifest'
import { type Container, type Program, type Volume, volumeSources } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { configFlag, configOf } from './stack.ts'

/** A value with each variable replaced by its value, or by the name of what it comes from. */
export function resolved(container: Container, text: string): string {
  return text.replaceAll(/\$\(([^)]+)\)/g, (whole, name: string) => {
    const variable = container.environment.find((one) => one.name === name)
    if (variable?.value !== undefined) return variable.value
    return variable?.from ? `${variable.from.kind}/${variable.from.name}/${variable.from.key}` : whole
  })
}

/**
 * What two containers have in common if they use the same bucket. Where no manifest shows the configuration, the Secret
 * that it comes from stands for it. Undefined without object storage.
 */
export function bucketOf(context: CheckContext, program: Program): string | undefined {
  const known = buckets(context)
  if (!known.has(program)) known.set(program, readBucket(context, program))
  return known.get(program)
}

const buckets = perContext(() => new Map<Program, string | undefined>())

function readBucket(context: CheckContext, program: Program): string | undefined {
  const use = configFlag(program, 'objstore.config')
  if (use === undefined) return undefined
  const { container } = program
  const { namespace } = container.workload
  const { type, config, prefix } = mappingOf(configOf(context, program, 'objstore.config')?.value)
  if (config !== undefined) {
    const { bucket, endpoint, container: azure, storage_account: account, directory } = mappingOf(config)
    const parts = [bucket ?? azure ?? directory, endpoint ?? account, prefix].map((part) =>
      part === undefined ? '' : resolved(container, String(part)),
    )
    const hidden = parts.some((part) => /^(?:ConfigMap|Secret)\//.test(part)) ? namespace : ''
    return [String(type).toUpperCase(), ...parts, hidden].join(' ')
  }
  const variable = /^\s*\$\(([^)]+)\)\s*$/.exec(use.value ?? '')?.[1]
  const from = container.environment.find(({ name }) => name === variable)?.from
  if (from) return `${namespace} ${from.kind}/${from.name}/${from.key}`
  const volume = use.value === undefined ? undefined : volumeAt(container, use.value)
  const [source] = volume ? volumeSources(volume) : []
  return source && `${namespace} ${source.kind}/${source.name}`
}

/** The volume that holds a path of a container; undefined where the path lies in the image. */
export function volumeAt(container: Container, path: string): Volume | undefined {
  const mount = mountAt(container, path)
  return mount && container.workload.volumes.find(({ name }) => name === mount.name)
}

export const mountAt = (container: Container, path: string) =>
  container.mounts
    .filter(
      ({ mountPath }) => path === mountPath || path.startsWith(mountPath.endsWith('/') ? mountPath : `${mountPath}/`),
    )
    .sort((a, b) => b.mountPath.length - a.mountPath.length)[0]
