import { contentOf, type Mapping, mappingOf, stringMapOf } from '@thanos-gitops/manifest'
import { type Container, type Program, volumeAt, volumeSources } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { configFlag, configOf } from './config-documents.ts'
import { inContainer, inDocument, type ProblemPlace } from './places.ts'

/** A bucket that is the same for every cluster that uses it. */
export interface Bucket {
  /** With the folder, if it has one. */
  readonly name: string
  /** Equal for equal buckets, whatever the folder is. */
  readonly id: string
  /** The folder in the bucket; empty for the bucket as a whole. */
  readonly folder: string
}

/** The flag of the bucket of a component. */
const bucketFlag = 'objstore.config'

/**
 * The bucket of a component, if its configuration names it and a server outside of the cluster.
 *
 * @param flag of another bucket: `objstore-to.config`
 */
export function sharedBucketOf(context: CheckContext, program: Program, flag = bucketFlag): Bucket | undefined {
  const { type, config, prefix } = mappingOf(configOf(context, program, flag)?.value)
  const parts = bucketParts(mappingOf(config), prefix).map((part) =>
    resolveInManifests(context, program.container, part),
  )
  const [name = '', server = '', folder = ''] = parts
  const isUnknown = parts.some((part) => /\$\(|^(?:ConfigMap|Secret)\//.test(part))
  if (name === '' || isUnknown || String(type).toUpperCase() === 'FILESYSTEM' || isInsideCluster(server))
    return undefined
  return {
    name: [name, folder].filter((part) => part !== '').join('/'),
    id: `${String(type).toUpperCase()} ${name} ${serverId(server)}`,
    folder,
  }
}

/** Equal for addresses of one server. All regions of AWS share the names of buckets. */
const serverId = (server: string): string => {
  const host = server.toLowerCase().replace(/:443$/, '')
  return /^s3[.\w-]*\.amazonaws\.com$/.test(host) ? 's3.amazonaws.com' : host
}

/** Whether a server has a name of the cluster: `minio:9000`, `minio.storage.svc:9000`. */
const isInsideCluster = (server: string): boolean =>
  server !== '' && (!/[.]/.test(server.replace(/:\d+$/, '')) || /\.svc(?:[.:]|$)/.test(server))

/** As `resolveVariables`, with the values of variables from ConfigMaps that the manifests contain. */
export function resolveInManifests(context: CheckContext, container: Container, text: string): string {
  return text.replaceAll(/\$\(([^)]+)\)/g, (reference, name: string) => {
    const variable = container.environment.find((entry) => entry.name === name)
    if (variable?.value !== undefined) return variable.value
    const { from } = variable ?? {}
    const object = from?.kind === 'ConfigMap' && context.find('ConfigMap', container.workload.namespace, from.name)
    return (object && stringMapOf(contentOf(object).data)[from.key]) || reference
  })
}

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
 *
 * @param flag of another bucket: `objstore-to.config`
 */
export function bucketOf(context: CheckContext, program: Program, flag = bucketFlag): string | undefined {
  if (flag !== bucketFlag) return readBucket(context, program, flag)
  const buckets = bucketCache(context)
  if (!buckets.has(program)) buckets.set(program, readBucket(context, program, flag))
  return buckets.get(program)
}

const bucketCache = perContext(() => new Map<Program, string | undefined>())

function readBucket(context: CheckContext, program: Program, flag: string): string | undefined {
  const use = configFlag(program, flag)
  if (use === undefined) return undefined
  const { type, config, prefix } = mappingOf(configOf(context, program, flag)?.value)
  return config === undefined
    ? sourceOfConfig(context, program.container, use.value)
    : bucketInConfig(program.container, String(type), mappingOf(config), prefix)
}

function bucketInConfig(container: Container, type: string, config: Mapping, prefix: unknown): string {
  const parts = bucketParts(config, prefix).map((part) => resolveVariables(container, part))
  // Objects of the same name in two namespaces can contain different buckets.
  const isByReference = parts.some((part) => /^(?:ConfigMap|Secret)\//.test(part))
  return [type.toUpperCase(), ...parts, isByReference ? container.workload.namespace : ''].join(' ')
}

/** The name, the server and the folder of a bucket; empty if they are not set. */
const bucketParts = (
  { bucket, endpoint, container, storage_account: account, directory }: Mapping,
  prefix: unknown,
): string[] => [
  textOf(bucket ?? container ?? directory),
  [account, endpoint].map(textOf).filter(Boolean).join('.'),
  folderOf(textOf(prefix)),
]

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

/** As `NewPrefixedBucket` of Thanos reads it: without slashes at both ends. */
const folderOf = (prefix: string): string => prefix.replace(/^\/+|\/+$/g, '')

/** Where the folder of a bucket is set, or the bucket if it has none. */
export function placeOfBucket(context: CheckContext, program: Program, flag = bucketFlag): ProblemPlace {
  const document = configOf(context, program, flag)
  if (document !== undefined)
    return mappingOf(document.value).prefix === undefined
      ? inDocument(document, 'config', 'bucket')
      : inDocument(document, 'prefix')
  const use = configFlag(program, flag)
  return use
    ? { object: program.container.workload.object, pointer: use.argument.valuePointer }
    : inContainer(program.container)
}

/** The object that contains the value of `--objstore.config` or `--objstore.config-file`. */
function sourceOfConfig(context: CheckContext, container: Container, value: string | undefined): string | undefined {
  const { namespace } = container.workload
  const variable = /^\s*\$\(([^)]+)\)\s*$/.exec(value ?? '')?.[1]
  const reference = container.environment.find(({ name }) => name === variable)?.from
  if (reference) return `${namespace} ${reference.kind}/${reference.name}/${reference.key}`
  const volume = value === undefined ? undefined : volumeAt(container, value)
  const [source] = volume ? volumeSources(volume) : []
  const object = source && context.find(source.kind, namespace, source.name)
  // The object has other files only: the check flags-name-existing-files reports it.
  if (object && context.documentsOf(object).length > 0) return undefined
  return source && `${namespace} ${source.kind}/${source.name}`
}
