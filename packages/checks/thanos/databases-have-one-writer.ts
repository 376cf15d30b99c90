import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { mountAt, type Program, programTitle, type Volume, valueOrDefault, volumeAt } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { programsIn } from '../engine/programs.ts'
import { isRouter } from './components.ts'
import { type ProblemPlace, placeOfFlag } from './places.ts'

export const databasesHaveOneWriter: Check = {
  name: 'databases-have-one-writer',
  question: 'identities',
  severity: 'error',
  why: 'A folder with blocks or with the state of Alertmanager belongs to one process. The lock file stops the second one, which crash-loops, or both overwrite the files of the other one.',
  remedy: 'Give each pod a claim of its own with volumeClaimTemplates, and each program a folder of its own.',
  source: 'https://prometheus.io/docs/prometheus/latest/storage/',
  *run(context) {
    const folders = programsIn(context).flatMap((program) => folderOf(program) ?? [])
    for (const [first, ...others] of Map.groupBy(folders, ({ id }) => id).values()) {
      if (first === undefined) continue
      yield* replicaProblems(first)
      for (const other of others) yield secondWriter(first, other)
    }
  },
}

interface Folder {
  readonly program: Program
  /** Equal for equal folders. */
  readonly id: string
  readonly path: string
  /** The claim that all pods share; undefined for a volume of each pod. */
  readonly claim: string | undefined
  readonly place: ProblemPlace
}

/** The folder in which a program writes its data; undefined if it is not on a volume. */
function folderOf(program: Program): Folder | undefined {
  const { container } = program
  const flag = dataFlag(program)
  const path = flag === undefined ? undefined : valueOrDefault(program, flag)?.replace(/\/+$/, '')
  if (flag === undefined || path === undefined || !path.startsWith('/') || path.includes('$(')) return undefined
  const [mount, volume] = [mountAt(container, path), volumeAt(container, path)]
  if (mount === undefined || volume === undefined || container.isInit || hasVariableSubPath(program)) return undefined
  const claim = volume.type === 'persistentVolumeClaim' ? String(volume.source.claimName) : undefined
  const inside = `${mount.subPath ?? ''}/${path.slice(mount.mountPath.length)}`.replaceAll(/\/+/g, '/')
  return { program, id: `${volumeId(program, volume)} ${inside}`, path, claim, place: placeOfFlag(program, flag) }
}

/** The flag of the folder; undefined for programs that other ones may share their folder with, such as the sidecar. */
function dataFlag(program: Program): string | undefined {
  if (program.name === 'prometheus') return 'storage.tsdb.path'
  if (program.name === 'alertmanager') return 'storage.path'
  switch (program.command) {
    case 'receive':
      return isRouter(program) ? undefined : 'tsdb.path'
    case 'rule':
    case 'compact':
    case 'store':
      return 'data-dir'
    default:
      return undefined
  }
}

/** `subPathExpr` can give each pod a folder of its own. */
const hasVariableSubPath = ({ container }: Program): boolean =>
  listOf(container.fields.volumeMounts).some((mount) => mappingOf(mount).subPathExpr !== undefined)

function volumeId({ container: { workload } }: Program, { type, name, source }: Volume): string {
  const { namespace, kind, name: workloadName } = workload
  return type === 'persistentVolumeClaim'
    ? `${namespace} ${String(source.claimName)}`
    : `${namespace} ${kind}/${workloadName} ${name}`
}

function* replicaProblems({ program, claim, path }: Folder): Iterable<Problem> {
  const { object, replicas } = program.container.workload
  if (claim === undefined || replicas === undefined || replicas < 2) return
  yield {
    object,
    pointer: '/spec/replicas',
    message: `its ${replicas} replicas of ${programTitle(program)} write to one folder, ${path} of PersistentVolumeClaim/${claim}.`,
  }
}

function secondWriter(first: Folder, second: Folder): Problem {
  const { workload, name } = first.program.container
  const isSamePod = workload === second.program.container.workload
  return {
    ...second.place,
    message: `${programTitle(second.program)} writes to ${second.path}, the folder of ${programTitle(first.program)} in ${isSamePod ? `container ${name}` : `${workload.kind}/${workload.name}`} (${lineOf(first.place)}).`,
  }
}
