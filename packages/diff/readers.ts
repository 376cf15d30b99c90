import type { KubernetesObject } from '@thanos-gitops/manifest'
import {
  type Container,
  isOn,
  type Mount,
  type Program,
  readProgram,
  recognizeProgram,
  usesOf,
  type VolumeSource,
  volumeSources,
  type Workload,
} from '@thanos-gitops/workloads'
import type { ManifestSet } from './manifest-set.ts'

// Which containers read a ConfigMap or Secret, and how new content reaches them. The kubelet refreshes the files of a whole
// volume within its sync period (about a minute). It never refreshes environment variables and subPath mounts
// (https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically).

export interface Reading {
  readonly workload: Workload
  readonly container: string
  readonly by: 'reload' | 'file' | 'unknown' | 'environment' | 'subPath'
  /** For `reload` and `unknown` a clause of its own; otherwise it completes "the container reads it …". */
  readonly how: string
}

/** The object that is read. */
interface Source {
  readonly kind: string
  readonly name: string
  /** One entry of the object; undefined for all of them. */
  readonly key: string | undefined
}

/** All containers that read this object, or only one of its entries. */
export function readersOf(object: KubernetesObject, set: ManifestSet, key?: string): readonly Reading[] {
  const source: Source = { kind: object.kind, name: object.metadata.name, key }
  return set
    .readersOf(object)
    .flatMap(({ containers }) => containers.flatMap((container) => readingsOf(container, source)))
}

function readingsOf(container: Container, source: Source): readonly Reading[] {
  const environment = isInEnvironment(container, source)
    ? [reading(container, 'environment', 'as an environment variable, which is set when the container starts')]
    : []
  const files = container.mounts.flatMap((mount) => {
    const volume = container.workload.volumes.find(({ name }) => name === mount.name)
    const part = volume && volumeSources(volume).find(({ kind, name }) => kind === source.kind && name === source.name)
    return part === undefined ? [] : mountReadings(container, mount, part, source.key)
  })
  return [...environment, ...files]
}

const reading = (container: Container, by: Reading['by'], how: string): Reading => ({
  workload: container.workload,
  container: container.name,
  by,
  how,
})

function mountReadings(
  container: Container,
  { mountPath, subPath = '' }: Mount,
  { items }: VolumeSource,
  key: string | undefined,
): readonly Reading[] {
  const item = items.find((one) => one.key === key)
  if (key !== undefined && items.length > 0 && item === undefined) return []
  const file = item?.path ?? key
  if (subPath === '') return [fileReading(container, mountPath, file)]
  if (key !== undefined && subPath !== file) return []
  return [reading(container, 'subPath', 'through a subPath mount, which is never refreshed')]
}

const isInEnvironment = ({ environment, environmentFrom }: Container, { kind, name, key }: Source): boolean =>
  environmentFrom.some((source) => source.kind === kind && source.name === name) ||
  environment.some(({ from }) => from?.kind === kind && from.name === name && (key === undefined || from.key === key))

// exporter-toolkit, web/tls_config.go: GetConfigForClient.
const readAtConnections = 'the server reads the file again at each new connection'

/** Flags that name a file which the program itself reads again, and how it does that. */
const filesReadAgain: Readonly<Record<string, string>> = {
  '--endpoint.sd-config-file': 'thanos query reads the file again every --endpoint.sd-config-reload-interval (5m)',
  '--store.sd-files': 'thanos query reads the file again every --store.sd-interval (5m)',
  '--query.sd-files': 'thanos rule reads the file again every --query.sd-interval (5m)',
  '--receive.hashrings-file':
    'thanos receive watches the file (and reads it every --receive.hashrings-file-refresh-interval, 5m)',
  '--http.config': readAtConnections,
  '--web.config.file': readAtConnections,
  // Of kube-state-metrics.
  '--tls-config': readAtConnections,
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

function fileReading(container: Container, folder: string, key: string | undefined): Reading {
  const file = key === undefined ? folder : `${folder}/${key}`
  const readAgain = Object.entries(filesReadAgain).find(([flag]) => {
    const value = container.arguments.findLast((argument) => argument.flag === flag)?.value
    return value !== undefined && isAbout(value, file)
  })
  if (readAgain) return reading(container, 'reload', `${refreshed}, and ${readAgain[1]}`)
  const program = readProgram(container)
  if (program !== undefined && reloadsItself(program))
    return reading(
      container,
      'reload',
      'Prometheus checks for a new configuration every --config.auto-reload-interval (30s)',
    )
  if (key?.endsWith('.json') && recognizeProgram(container)?.name === 'grafana')
    return reading(
      container,
      'reload',
      `${refreshed}, and Grafana reads the dashboards of a provider again every updateIntervalSeconds`,
    )
  const watcher = watcherOf(container, folder, file)
  if (watcher !== undefined) return reading(container, 'reload', `${refreshed}, and ${watcher}`)
  if (program === undefined)
    return reading(
      container,
      'unknown',
      `${refreshed}, and it is not known here whether the program of this container reads the file again`,
    )
  return reading(
    container,
    'file',
    'as a file, which the kubelet refreshes within about a minute, but nothing triggers the program to read it again',
  )
}

const reloadsItself = (program: Program): boolean =>
  program.name === 'prometheus' &&
  (isOn(program, 'config.auto-reload') ||
    usesOf(program, 'enable-feature').some(({ value }) => value?.split(',').includes('auto-reload-config')))

/** Describes the container of the same pod that watches this file or its folder and reloads this container. */
function watcherOf(container: Container, folder: string, file: string): string | undefined {
  for (const watcher of container.workload.containers.filter((other) => reloads(other, container))) {
    const argument = watcher.arguments.find(
      ({ flag, value }) =>
        flag !== undefined &&
        watchFlags.includes(flag) &&
        value !== undefined &&
        (isAbout(value, file) || value.replace(/\/$/, '') === folder),
    )
    if (argument === undefined) continue
    const hasMethod = watcher.arguments.some(({ flag }) => flag === '--reloader.method')
    const method = hasMethod ? 'signals the program' : 'calls /-/reload'
    return `container ${watcher.name} watches it (${argument.flag}) and ${method}`
  }
  return undefined
}

/** Programs that watch files and reload the program next to them. */
const reloaders = ['prometheus-config-reloader', 'configmap-reload']
/** Flags of these programs that name what they call, by which a renamed image is recognized. */
const triggerFlags = ['--reload-url', '--reload-method', '--webhook-url', '--webhook-method', '--watched-dir']

/** A sidecar reloads Prometheus; a program of its own for this purpose reloads the containers next to it. */
function reloads(watcher: Container, container: Container): boolean {
  const program = readProgram(watcher)
  if (program?.name === 'thanos' && program.command === 'sidecar')
    return watcher === container || readProgram(container)?.name === 'prometheus'
  if (watcher === container) return false
  return (
    reloaders.includes(recognizeProgram(watcher)?.name ?? '') ||
    watcher.arguments.some(({ flag }) => flag !== undefined && triggerFlags.includes(flag))
  )
}

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
