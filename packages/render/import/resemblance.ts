// Which component of the base a workload with another name resembles most.
import {
  type Base,
  factsOf,
  type KubernetesObject,
  labelOf,
  listOf,
  type Mapping,
  mappingsOf,
  stringAt,
  valueAt,
} from '@thanos-gitops/manifest'
import { unshardedLabel } from '../base/check-values.ts'

/** A workload, and the workload of a component that it resembles. */
export interface Resemblance {
  readonly workload: string
  readonly component: string
  readonly resembles: string
  /** From 0 to 1. */
  readonly share: number
}

const leastShare = 0.5

/**
 * The most similar workload of the base, of those that run the same command. Undefined if none is similar.
 *
 * @param isCandidate which workloads count. Default: all.
 */
export function resemblanceOf(
  base: Base,
  workload: KubernetesObject,
  isCandidate: (candidate: KubernetesObject) => boolean = () => true,
): Resemblance | undefined {
  if (!isWorkload(workload)) return undefined
  const candidates = [...base.required, ...base.optional].flatMap(({ name, objects }) =>
    objects
      .filter((object) => isWorkload(object) && isCandidate(object))
      .map((object) => ({
        workload: labelOf(workload),
        component: name,
        resembles: unshardedLabel(object),
        share: shareOf(object, workload),
      })),
  )
  const best = candidates.reduce<Resemblance | undefined>(
    (found, one) => (found === undefined || one.share > found.share ? one : found),
    undefined,
  )
  return best !== undefined && best.share >= leastShare ? best : undefined
}

export const isWorkload = ({ kind }: KubernetesObject): boolean => factsOf(kind).podSpec !== undefined

export const containersOf = (workload: KubernetesObject): readonly Mapping[] =>
  mappingsOf(valueAt(workload, [...(factsOf(workload.kind).podSpec ?? []), 'containers']))

/** What a container is told to do: `query`, `tools bucket web`. */
export function subcommandOf(container: Mapping): string {
  const words = listOf(container.args).map(String)
  const end = words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word))
  return (end === -1 ? words : words.slice(0, end)).join(' ')
}

/** The mean of five comparisons: kind, application, images, ports and arguments. 0 if they run other commands. */
function shareOf(a: KubernetesObject, b: KubernetesObject): number {
  const [left, right] = [featuresOf(a), featuresOf(b)]
  const commands = [left, right].map(({ subcommands }) => [...subcommands])
  if (commands.every((words) => words.length > 0) && common(left.subcommands, right.subcommands) === 0) return 0
  const comparisons = [
    Number(a.kind === b.kind),
    Number(left.app !== undefined && left.app === right.app),
    common(left.images, right.images),
    common(left.ports, right.ports),
    common(left.flags, right.flags),
  ]
  return comparisons.reduce((sum, value) => sum + value, 0) / comparisons.length
}

interface Features {
  /** The label without hyphens: `storegateway` for `store-gateway`. */
  readonly app: string | undefined
  /** The last part of the name of each image, without registry and tag. */
  readonly images: ReadonlySet<string>
  readonly subcommands: ReadonlySet<string>
  readonly ports: ReadonlySet<string>
  /** Commands and the names of flags. */
  readonly flags: ReadonlySet<string>
}

function featuresOf(workload: KubernetesObject): Features {
  const containers = containersOf(workload)
  const { 'app.kubernetes.io/component': component, 'app.kubernetes.io/name': app } = workload.metadata.labels ?? {}
  return {
    app: (component ?? app)?.replaceAll('-', ''),
    images: new Set(containers.flatMap((one) => imageName(one) ?? [])),
    subcommands: new Set(containers.map(subcommandOf).filter((words) => words !== '')),
    ports: new Set(
      containers.flatMap(({ ports }) => mappingsOf(ports).map(({ containerPort }) => String(containerPort))),
    ),
    flags: new Set(
      containers.flatMap((one) =>
        [...listOf(one.command), ...listOf(one.args)].map((argument) => String(argument).split('=')[0]!),
      ),
    ),
  }
}

export const imageName = (container: Mapping): string | undefined =>
  /([^/:@]+)(?:[:@][^/]*)?$/.exec(stringAt(container, 'image') ?? '')?.[1]

/** The share of the elements of both sets that they have in common. */
function common(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const all = new Set([...a, ...b])
  return all.size === 0 ? 0 : [...a].filter((element) => b.has(element)).length / all.size
}
