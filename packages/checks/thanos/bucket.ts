import { mappingOf } from '@thanos-gitops/manifest'
import { type Container, type Program, volumeAt, volumeSources } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { configFlag, configOf } from './config-documents.ts'

/** Replaces `$(NAME)` by the value of the variable, or by the kind, name and key of the object that contains the value. */
export function resolveVariables({ environment }: Container, text: string): string {
  return text.replaceAll(/\$\(([^)]+)\)/g, (reference, name: string) => {
    const variable = environment.find((entry) => entry.name === name)
    if (variable?.value !== undefined) return variable.value
    return variable?.from ? `${variable.from.kind}/${variable.from.name}/${variable.from.key}` : reference
  })
}

/**
 * An identifier of the bucket of a component: equal for two components that use the same bucket. If no manifest contains the
 * configuration, the Secret or ConfigMap that it comes from identifies the bucket. Undefined without object storage.
 */
export function bucketOf(context: CheckContext, program: Program): string | undefined {
  const buckets = bucketCache(context)
  if (!buckets.has(program)) buckets.set(program, readBucket(context, program))
  return buckets.get(program)
}

const bucketCache = perContext(() => new Map<Program, string | undefined>())

function readBucket(context: CheckContext, program: Program): string | undefined {
  const use = configFlag(program, 'objstore.config')
  if (use === undefined) return undefined
  const { type, config, prefix } = mappingOf(configOf(context, program, 'objstore.config')?.value)
  return config === undefined
    ? sourceOfConfig(program.container, use.value)
    : bucketInConfig(program.container, String(type), mappingOf(config), prefix)
}

function bucketInConfig(
  container: Container,
  type: string,
  { bucket, endpoint, container: azureContainer, storage_account: account, directory }: ReturnType<typeof mappingOf>,
  prefix: unknown,
): string {
  const parts = [bucket ?? azureContainer ?? directory, endpoint ?? account, prefix].map((part) =>
    part === undefined ? '' : resolveVariables(container, String(part)),
  )
  // Objects of the same name in two namespaces can contain different buckets.
  const isByReference = parts.some((part) => /^(?:ConfigMap|Secret)\//.test(part))
  return [type.toUpperCase(), ...parts, isByReference ? container.workload.namespace : ''].join(' ')
}

/** The object that contains the value of `--objstore.config` or `--objstore.config-file`. */
function sourceOfConfig(container: Container, value: string | undefined): string | undefined {
  const { namespace } = container.workload
  const variable = /^\s*\$\(([^)]+)\)\s*$/.exec(value ?? '')?.[1]
  const reference = container.environment.find(({ name }) => name === variable)?.from
  if (reference) return `${namespace} ${reference.kind}/${reference.name}/${reference.key}`
  const volume = value === undefined ? undefined : volumeAt(container, value)
  const [source] = volume ? volumeSources(volume) : []
  return source && `${namespace} ${source.kind}/${source.name}`
}
