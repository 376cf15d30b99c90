import { isObject, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { flagsOf, flagValue, hasFlag } from './flags.ts'
import { programOf } from './programs.ts'
import { type Fields, mappings, type Workload, type World } from './world.ts'

// Who reads a ConfigMap or Secret, and how a new content comes to it. The kubelet refreshes the files of a whole volume
// within its sync period (a minute or so); environment variables and subPath mounts it never refreshes
// (https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically).

export interface Reading {
  readonly workload: Workload
  readonly container: string
  readonly by: 'reload' | 'file' | 'environment' | 'subPath'
  /** Continues `read by StatefulSet/prometheus`. */
  readonly how: string
}

type Source = 'ConfigMap' | 'Secret'

/** All containers that read this object, or only one of its entries. */
export function readersOf(object: KubernetesObject, world: World, key?: string): readonly Reading[] {
  const kind = object.kind as Source
  return world.readersOf(object).flatMap((workload) => readingsOf(workload, kind, object.metadata.name, key))
}

function readingsOf(workload: Workload, kind: Source, name: string, key: string | undefined): readonly Reading[] {
  const volumes = mappings(workload.podSpec.volumes).flatMap((volume) => volumePart(volume, kind, name) ?? [])
  return workload.containers.flatMap((container) => [
    ...(isInEnvironment(container, kind, name, key)
      ? [
          {
            workload,
            container: String(container.name),
            by: 'environment' as const,
            how: 'as an environment variable, which is set when the container starts',
          },
        ]
      : []),
    ...mappings(container.volumeMounts).flatMap((mount) => {
      const volume = volumes.find((one) => one.volume === mount.name)
      if (!volume || (key !== undefined && volume.items && !volume.items.has(key))) return []
      if (typeof mount.subPath === 'string' && mount.subPath !== '') {
        const file = volume.items?.get(key ?? '') ?? key
        if (key !== undefined && mount.subPath !== file) return []
        return [
          {
            workload,
            container: String(container.name),
            by: 'subPath' as const,
            how: 'through a subPath mount, which is never refreshed',
          },
        ]
      }
      return [fileReading(workload, container, String(mount.mountPath), volume.items?.get(key ?? '') ?? key)]
    }),
  ])
}

interface VolumePart {
  readonly volume: unknown
  /** Key to path, where not all entries are mounted. */
  readonly items: ReadonlyMap<string, string> | undefined
}

function volumePart(volume: Fields, kind: Source, name: string): readonly VolumePart[] | undefined {
  const direct = kind === 'ConfigMap' ? ([volume.configMap, 'name'] as const) : ([volume.secret, 'secretName'] as const)
  const projected = isObject(volume.projected) ? mappings(volume.projected.sources) : []
  const sources = [
    direct,
    ...projected.map((source) => [source[kind === 'ConfigMap' ? 'configMap' : 'secret'], 'name'] as const),
  ]
  const found = sources.flatMap(([source, field]) =>
    isObject(source) && source[field] === name ? [{ volume: volume.name, items: itemsOf(source.items) }] : [],
  )
  return found.length > 0 ? found : undefined
}

const itemsOf = (items: unknown): ReadonlyMap<string, string> | undefined =>
  Array.isArray(items) ? new Map(mappings(items).map(({ key, path }) => [String(key), String(path)])) : undefined

function isInEnvironment(container: Fields, kind: Source, name: string, key: string | undefined): boolean {
  const [from, ref] = kind === 'ConfigMap' ? ['configMapRef', 'configMapKeyRef'] : ['secretRef', 'secretKeyRef']
  return (
    mappings(container.envFrom).some((source) => valueAt(source, [from, 'name']) === name) ||
    mappings(container.env).some((variable) => {
      const reference = valueAt(variable, ['valueFrom', ref])
      return isObject(reference) && reference.name === name && (key === undefined || reference.key === key)
    })
  )
}

/** Flags that name what the program reads again by itself, and how. */
const rereads: Readonly<Record<string, string>> = {
  '--endpoint.sd-config-file': 'thanos query reads the file again every --endpoint.sd-config-reload-interval (5m)',
  '--store.sd-files': 'thanos query reads the file again every --store.sd-interval (5m)',
  '--query.sd-files': 'thanos rule reads the file again every --query.sd-interval (5m)',
  '--receive.hashrings-file':
    'thanos receive watches the file (and reads it every --receive.hashrings-file-refresh-interval, 5m)',
  '--tracing.config-file': '',
}

/** Flags of a container beside the program that watches files and tells it to reload. */
const watchers = [
  '--reloader.config-file',
  '--reloader.rule-dir',
  '--reloader.config-envsubst-file',
  '--config-file',
  '--watched-dir',
  '--volume-dir',
  '--webhook-url',
]

function fileReading(workload: Workload, container: Fields, folder: string, key: string | undefined): Reading {
  const name = String(container.name)
  const file = key === undefined ? folder : `${folder}/${key}`
  const program = programOf(container)
  for (const [flag, how] of Object.entries(rereads)) {
    const value = flagValue(container, flag)
    if (how !== '' && value !== undefined && isAbout(value, file))
      return {
        workload,
        container: name,
        by: 'reload',
        how: `the kubelet refreshes the file within about a minute, and ${how}`,
      }
  }
  if (
    program === 'prometheus' &&
    flagsOf(container).some(
      ({ name: flag, value }) => flag === '--enable-feature' && value?.split(',').includes('auto-reload-config'),
    )
  )
    return {
      workload,
      container: name,
      by: 'reload',
      how: 'Prometheus looks for a new configuration every --config.auto-reload-interval (30s)',
    }
  const watcher = watcherOf(workload, container, folder, file)
  if (watcher !== undefined)
    return {
      workload,
      container: name,
      by: 'reload',
      how: `the kubelet refreshes the file within about a minute, and ${watcher}`,
    }
  return {
    workload,
    container: name,
    by: 'file',
    how: 'as a file, which the kubelet refreshes within about a minute, but nothing tells the program to read it again',
  }
}

/** A reloader in the same pod whose flags name this file or its folder, and which tells this container. */
function watcherOf(workload: Workload, container: Fields, folder: string, file: string): string | undefined {
  for (const one of workload.containers) {
    const tells =
      programOf(one) === 'thanos sidecar'
        ? programOf(container) === 'prometheus' || one === container
        : one !== container
    if (!tells) continue
    for (const { name, value } of flagsOf(one)) {
      if (
        !watchers.includes(name) ||
        value === undefined ||
        !(isAbout(value, file) || value.replace(/\/$/, '') === folder)
      )
        continue
      const reload = hasFlag(one, '--reloader.method') ? '' : ' calls /-/reload'
      return `container ${String(one.name)} watches it (${name}) and${reload === '' ? ' signals the program' : reload}`
    }
  }
  return undefined
}

/** A flag names the file, a folder above it, or a pattern such as `/etc/rules/*.yaml`. */
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
