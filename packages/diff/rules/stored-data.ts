import {
  type Container,
  compareVersions,
  lastUse,
  mountAt,
  type Program,
  programTitle,
  readProgram,
} from '@thanos-gitops/workloads'
import type { ChangeContext, SourcedVerdict } from './rule.ts'

/** The flag with the folder of data that a program cannot download again, by the title of the program. */
const dataFlags: Readonly<Record<string, string>> = {
  prometheus: 'storage.tsdb.path',
  alertmanager: 'storage.path',
  'thanos receive': 'tsdb.path',
  'thanos rule': 'data-dir',
}

/** The verdict on a change after which a program does not find, or cannot read, the data on its volume. */
export function storedDataVerdict(context: ChangeContext): SourcedVerdict | undefined {
  const { path } = context.change
  const name = /^\[name=(.*)\]$/.exec(path[path.indexOf('containers') + 1] ?? '')?.[1]
  const [before, after] = [context.workloads.before, context.workloads.after].map((workload) =>
    programOf(workload?.containers.find((container) => container.name === name)),
  )
  if (before === undefined || after === undefined) return undefined
  const field = path[path.indexOf('containers') + 2]
  return field === 'image' ? unreadableData(before, after) : movedData(before, after, field)
}

const programOf = (container: Container | undefined): Program | undefined => container && readProgram(container)

/** The folder of the data as the name of the volume and the path on it; undefined if no volume contains the folder. */
function dataFolder(program: Program): { readonly path: string; readonly onVolume: string } | undefined {
  const flag = dataFlags[programTitle(program)]
  const path = flag === undefined ? undefined : lastUse(program, flag)?.value?.replace(/\/+$/, '')
  const mount = path === undefined ? undefined : mountAt(program.container, path)
  if (path === undefined || mount === undefined) return undefined
  const inside = path.slice(mount.mountPath.replace(/\/+$/, '').length)
  const onVolume = [mount.name, mount.subPath ?? '', ...inside.split('/')].filter((part) => part !== '').join('/')
  return { path, onVolume }
}

function movedData(before: Program, after: Program, field: string | undefined): SourcedVerdict | undefined {
  if (field !== 'args' && field !== 'command' && field !== 'volumeMounts') return undefined
  const [from, to] = [dataFolder(before), dataFolder(after)]
  if (from === undefined || to === undefined || from.onVolume === to.onVolume) return undefined
  return {
    class: 'risk',
    why: `${programTitle(after)} starts with the data in ${to.onVolume} instead of ${from.onVolume} (volume and folder): it does not read the existing data, which remains on the volume.`,
    source: `${programTitle(after)} --help`,
  }
}

/** Prometheus 3 writes blocks that no version before 2.55 can read. */
function unreadableData(before: Program, after: Program): SourcedVerdict | undefined {
  const isPrometheus = before.name === 'prometheus' && after.name === 'prometheus'
  if (!isPrometheus || before.version === undefined || after.version === undefined) return undefined
  const isUnreadable = compareVersions(before.version, '3.0.0') >= 0 && compareVersions(after.version, '2.55.0') < 0
  return isUnreadable && dataFolder(after) !== undefined
    ? {
        class: 'outage',
        why: `Prometheus ${after.version} cannot read the blocks that ${before.version} wrote, and does not start with the existing volume: 2.55 is the oldest version that can.`,
        source: 'prometheus.io/docs/prometheus/latest/migration, TSDB format and downgrade',
      }
    : undefined
}
