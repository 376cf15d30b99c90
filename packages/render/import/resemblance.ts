// Which component of the base a workload with another name resembles most.
import {
  type Base,
  factsOf,
  type KubernetesObject,
  labelOf,
  listOf,
  mappingsOf,
  stringAt,
  valueAt,
} from '@thanos-gitops/manifest'

/** A workload, and the workload of a component that it resembles. */
export interface Resemblance {
  readonly workload: string
  readonly component: string
  readonly resembles: string
  /** From 0 to 1. */
  readonly share: number
}

const leastShare = 0.5

/** Undefined if no component has a similar workload. */
export function resemblanceOf(base: Base, workload: KubernetesObject): Resemblance | undefined {
  if (factsOf(workload.kind).podSpec === undefined) return undefined
  const candidates = [...base.required, ...base.optional].flatMap(({ name, objects }) =>
    objects
      .filter(({ kind }) => factsOf(kind).podSpec !== undefined)
      .map((object) => ({
        workload: labelOf(workload),
        component: name,
        resembles: labelOf(object),
        share: shareOf(object, workload),
      })),
  )
  const best = candidates.reduce<Resemblance | undefined>(
    (found, one) => (found === undefined || one.share > found.share ? one : found),
    undefined,
  )
  return best !== undefined && best.share >= leastShare ? best : undefined
}

/** The mean of four comparisons: kind, application, images and arguments. */
function shareOf(a: KubernetesObject, b: KubernetesObject): number {
  const [left, right] = [featuresOf(a), featuresOf(b)]
  const app = left.app !== undefined && left.app === right.app
  return (
    (Number(a.kind === b.kind) + Number(app) + common(left.images, right.images) + common(left.flags, right.flags)) / 4
  )
}

interface Features {
  readonly app: string | undefined
  /** The last part of the name of each image, without registry and tag. */
  readonly images: ReadonlySet<string>
  /** Commands and the names of flags. */
  readonly flags: ReadonlySet<string>
}

function featuresOf(workload: KubernetesObject): Features {
  const containers = mappingsOf(valueAt(workload, [...(factsOf(workload.kind).podSpec ?? []), 'containers']))
  const { 'app.kubernetes.io/component': component, 'app.kubernetes.io/name': app } = workload.metadata.labels ?? {}
  return {
    app: component ?? app,
    images: new Set(
      containers.flatMap((one) => /([^/:@]+)(?:[:@][^/]*)?$/.exec(stringAt(one, 'image') ?? '')?.[1] ?? []),
    ),
    flags: new Set(
      containers.flatMap((one) =>
        [...listOf(one.command), ...listOf(one.args)].map((argument) => String(argument).split('=')[0]!),
      ),
    ),
  }
}

/** The share of the elements of both sets that they have in common. */
function common(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const all = new Set([...a, ...b])
  return all.size === 0 ? 0 : [...a].filter((element) => b.has(element)).length / all.size
}
