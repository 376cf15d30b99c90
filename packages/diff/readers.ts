import { isObject, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { flagsOf, flagValue, hasFlag } from './flags.ts'
import { programOf } from './programs.ts'
import { type Fields, mappings, type Workload, type World } from './world.ts'

// Which containers read a ConfigMap or Secret, and how new content reaches them. The kubelet refreshes the files of a whole
// volume within its sync period (about a minute). It never refreshes environment variables and subPath mounts
// (https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically).

export interface Reading {
  readonly workload: Workload
  readonly container: string
  readonly by: 'reload' | 'file' | 'environment' | 'subPath'
  /** For `reload` a clause of its own; otherwise it completes "the container reads it …". */
  readonly how: string
}

interface Source {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  /** One entry of the object; undefined means all of them. */
  readonly key: string | undefined
}

/** All containers that read this object, or only one of its entries. */
export function readersOf(object: KubernetesObject, world: World, key?: string): readonly Reading[] {
  const source: Source = { kind: object.kind as Source['kind'], name: object.metadata.name, key }
  return world.readersOf(object).flatMap((workload) => readingsOf(workload, source))
}

function readingsOf(workload: Workload, source: Source): readonly Reading[] {
  const parts = mappings(workload.podSpec.volumes).flatMap((volume) => volumeParts(volume, source))
  return workload.containers.flatMap((container) => [
    ...(isInEnvironment(container, source)
      ? [
          reading(
            workload,
            container,
            'environment',
            'as an environment variable, which is set when the container starts',
          ),
        ]
      : []),
    ...mappings(container.volumeMounts).flatMap((mount) => {
      const part = parts.find(({ volume }) => volume === mount.name)
      return part === undefined ? [] : mountReadings(workload, container, mount, part, source.key)
    }),
  ])
}

const reading = (workload: Workload, container: Fields, by: Reading['by'], how: string): Reading => ({
  workload,
  container: String(container.name),
  by,
  how,
})

/** A volume that contains the object, or a part of a projected volume. */
interface VolumePart {
  readonly volume: unknown
  /** Paths by key, where only some entries are mounted. */
  readonly items: ReadonlyMap<string, string> | undefined
}

function mountReadings(
  workload: Workload,
  container: Fields,
  { mountPath, subPath }: Fields,
  { items }: VolumePart,
  key: string | undefined,
): readonly Reading[] {
  if (key !== undefined && items && !items.has(key)) return []
  const file = items?.get(key ?? '') ?? key
  if (typeof subPath !== 'string' || subPath === '') return [fileReading(workload, container, String(mountPath), file)]
  if (key !== undefined && subPath !== file) return []
  return [reading(workload, container, 'subPath', 'through a subPath mount, which is never refreshed')]
}

function volumeParts(volume: Fields, { kind, name }: Source): readonly VolumePart[] {
  const direct = kind === 'ConfigMap' ? ([volume.configMap, 'name'] as const) : ([volume.secret, 'secretName'] as const)
  const projected = isObject(volume.projected) ? mappings(volume.projected.sources) : []
  const sources = [
    direct,
    ...projected.map((source) => [source[kind === 'ConfigMap' ? 'configMap' : 'secret'], 'name'] as const),
  ]
  return sources.flatMap(([source, nameField]) =>
    isObject(source) && source[nameField] === name ? [{ volume: volume.name, items: itemsOf(source.items) }] : [],
  )
}

const itemsOf = (items: unknown): ReadonlyMap<string, string> | undefined =>
  Array.isArray(items) ? new Map(mappings(items).map(({ key, path }) => [String(key), String(path)])) : undefined

function isInEnvironment(container: Fields, { kind, name, key }: Source): boolean {
  const [fromField, keyField] =
    kind === 'ConfigMap' ? ['configMapRef', 'configMapKeyRef'] : ['secretRef', 'secretKeyRef']
  return (
    mappings(container.envFrom).some((source) => valueAt(source, [fromField, 'name']) === name) ||
    mappings(container.env).some((variable) => {
      const reference = valueAt(variable, ['valueFrom', keyField])
      return isObject(reference) && reference.name === name && (key === undefined || reference.key === key)
    })
  )
}

/** Flags that name a file which the program itself reads again, and how it does that. */
const filesReadAgain: Readonly<Record<string, string>> = {
  '--endpoint.sd-config-file': 'thanos query reads the file again every --endpoint.sd-config-reload-interval (5m)',
  '--store.sd-files': 'thanos query reads the file again every --store.sd-interval (5m)',
  '--query.sd-files': 'thanos rule reads the file again every --query.sd-interval (5m)',
  '--receive.hashrings-file':
    'thanos receive watches the file (and reads it every --receive.hashrings-file-refresh-interval, 5m)',
}

/** Flags of a second container that watches files and triggers a reload of the program. */
const watchFlags = [
  '--reloader.config-file',
  '--reloader.rule-dir',
  '--reloader.config-envsubst-file',
  '--config-file',
  '--watched-dir',
  '--volume-dir',
  '--webhook-url',
]

const refreshed = 'the kubelet refreshes the file within about a minute'

function fileReading(workload: Workload, container: Fields, folder: string, key: string | undefined): Reading {
  const file = key === undefined ? folder : `${folder}/${key}`
  const readAgain = Object.entries(filesReadAgain).find(([flag]) => {
    const value = flagValue(container, flag)
    return value !== undefined && isAbout(value, file)
  })
  if (readAgain) return reading(workload, container, 'reload', `${refreshed}, and ${readAgain[1]}`)
  if (reloadsItself(container))
    return reading(
      workload,
      container,
      'reload',
      'Prometheus checks for a new configuration every --config.auto-reload-interval (30s)',
    )
  const watcher = watcherOf(workload, container, folder, file)
  if (watcher !== undefined) return reading(workload, container, 'reload', `${refreshed}, and ${watcher}`)
  return reading(
    workload,
    container,
    'file',
    'as a file, which the kubelet refreshes within about a minute, but nothing triggers the program to read it again',
  )
}

const reloadsItself = (container: Fields): boolean =>
  programOf(container) === 'prometheus' &&
  flagsOf(container).some(
    ({ name, value }) => name === '--enable-feature' && value?.split(',').includes('auto-reload-config'),
  )

/** Describes the container of the same pod that watches this file or its folder and reloads this container. */
function watcherOf(workload: Workload, container: Fields, folder: string, file: string): string | undefined {
  for (const watcher of workload.containers.filter((other) => reloads(other, container))) {
    const flag = flagsOf(watcher).find(
      ({ name, value }) =>
        watchFlags.includes(name) &&
        value !== undefined &&
        (isAbout(value, file) || value.replace(/\/$/, '') === folder),
    )
    if (flag === undefined) continue
    const method = hasFlag(watcher, '--reloader.method') ? 'signals the program' : 'calls /-/reload'
    return `container ${String(watcher.name)} watches it (${flag.name}) and ${method}`
  }
  return undefined
}

const reloads = (watcher: Fields, container: Fields): boolean =>
  programOf(watcher) === 'thanos sidecar'
    ? programOf(container) === 'prometheus' || watcher === container
    : watcher !== container

/** Whether the value of a flag is the file, a folder above it or below it, or a pattern such as `/etc/rules/*.yaml`. */
function isAbout(value: string, file: string): boolean {
  const path = value.replace(/\/$/, '')
  if (file === path || file.startsWith(`${path}/`) || path.startsWith(`${file}/`)) return true
  if (!path.includes('*')) return false
  const pattern = path
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('[^/]*')
  return new RegExp(`^${pattern}$`).test(file)
}
