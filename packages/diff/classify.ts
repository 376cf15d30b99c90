import { factsOf, formatPointer, type KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode, Change, DeliveryTool, RolloutClass } from '@thanos-gitops/manifest/change'
import { rolloutClasses } from '@thanos-gitops/manifest/change'
import type { KubernetesVersion } from '@thanos-gitops/schemas'
import { compare, isSame, pathText, type RawChange } from './compare.ts'
import { maskedValue } from './mask.ts'
import { fluxForces, hasSyncOption } from './prune.ts'
import { type Verdict, verdictOf } from './rules/index.ts'
import { knownSchema } from './schema.ts'
import { isDroppedByMerge, mergeProblems, type ValueProblem, valueProblems } from './values.ts'
import type { World } from './world.ts'

export interface Delivery {
  readonly tool: DeliveryTool
  readonly mode: ApplyMode
}

/** What the objects are called in the cluster that make Argo CD and Flux sync an environment. */
export interface StackNames {
  readonly application: string
  /** Flux's GitRepository. */
  readonly source: string
  /** The Kustomization that applies an object: there may be one for each wave. */
  readonly kustomizationOf: (object: KubernetesObject) => string
}

/** What all objects of a diff have in common. */
export interface Setting {
  readonly version: KubernetesVersion
  readonly delivery: readonly Delivery[]
  readonly names: StackNames | undefined
  readonly prunesLast: boolean
  readonly worlds: { readonly before: World; readonly after: World }
  /** Gives the object as the server stores it; remembers it. */
  readonly normal: (object: KubernetesObject) => KubernetesObject
}

/** How the tools of an environment write this object: its annotations decide over what the application says. */
function deliveriesOf(object: KubernetesObject, delivery: readonly Delivery[]): readonly Delivery[] {
  return delivery.map(({ tool, mode }) => {
    if (tool === 'flux') return { tool, mode: 'server-side' }
    // Replace wins over ServerSideApply.
    if (hasSyncOption(object, 'Replace=true')) return { tool, mode: 'replace' }
    return {
      tool,
      mode: hasSyncOption(object, 'ServerSideApply=true')
        ? 'server-side'
        : hasSyncOption(object, 'ServerSideApply=false')
          ? 'client-side'
          : mode,
    }
  })
}

const rank = (one: RolloutClass): number => rolloutClasses.indexOf(one)

/** All changes of an object that is on both sides, each with its class. */
export function classify(before: KubernetesObject, after: KubernetesObject, setting: Setting): readonly Change[] {
  const { version, normal, worlds } = setting
  if (isSame(before, after)) return []
  const [old, now] = [normal(before), normal(after)]
  const found = compare(
    old,
    now,
    knownSchema(version, now),
    factsOf(now.kind).documents === undefined ? {} : { documents: factsOf(now.kind).documents! },
  )
  if (found.length === 0) return []
  const raw = found.filter(
    (change) => change.steps.join('/') !== 'metadata/name' && change.steps.join('/') !== 'metadata/namespace',
  )
  const deliveries = deliveriesOf(after, setting.delivery)
  const values = valueProblems(after, now, worlds.after, version)
  const merging = [...values, ...mergeProblems(after)]
  const problemsOf = (mode: ApplyMode): readonly ValueProblem[] => (mode === 'server-side' ? merging : values)
  const judged = raw.map((change) => {
    const judge = ({ tool, mode }: Delivery): Verdict => {
      if (mode === 'client-side' && change.before === undefined && isDroppedByMerge(after, change.steps))
        return droppedByMerge
      const problem = problemsOf(mode).find(({ steps }) => isAbout(steps, change.steps))
      const verdict: Verdict = problem
        ? {
            class: 'refused',
            why: 'The API server does not take this value.',
            message: problem.message,
            source: problem.source,
          }
        : verdictOf({
            before: old,
            after: now,
            written: { before, after },
            worlds,
            changes: raw,
            change,
            mode,
            tool,
            version,
          })
      return verdict.class === 'refused' ? forced(verdict, after, { tool, mode }) : verdict
    }
    return changeOf(after, before, change, deliveries, judge)
  })
  // A value that is wrong without being changed keeps the whole object from being applied.
  const unchanged = values.filter(({ steps }) => !raw.some((change) => isAbout(steps, change.steps)))
  return [
    ...judged,
    ...unchanged.map(
      ({ steps, message, source }): Change => ({
        pointer: formatPointer(steps),
        path: formatPointer(steps),
        class: 'refused',
        why: 'The API server does not take this value, which was there before.',
        message,
        source,
      }),
    ),
  ]
}

/** What is wrong with an object that is new. */
export function refusalsOf(
  object: KubernetesObject,
  { version, worlds, normal, delivery }: Setting,
): readonly Change[] {
  const merges = deliveriesOf(object, delivery).some(({ mode }) => mode === 'server-side')
  return [
    ...valueProblems(object, normal(object), worlds.after, version),
    ...(merges ? mergeProblems(object) : []),
  ].map(({ steps, message, source }) => ({
    pointer: formatPointer(steps),
    path: formatPointer(steps),
    class: 'refused',
    why: 'The API server does not take this value.',
    message,
    source,
  }))
}

const droppedByMerge: Verdict = {
  class: 'none',
  why: '`kubectl apply` merges this list by name and keeps the first of two: this one never arrives.',
  source: 'apimachinery/pkg/util/strategicpatch; run on 1.36.3',
}

const isAbout = (problem: readonly string[], change: readonly string[]): boolean =>
  problem.every((step, index) => index >= change.length || change[index] === step) &&
  (problem.length === change.length || Math.abs(problem.length - change.length) <= 2 || problem.length < change.length)

/** A tool that was told to force deletes the object and makes it anew. */
function forced(verdict: Verdict, object: KubernetesObject, { tool, mode }: Delivery): Verdict {
  const because =
    tool === 'flux'
      ? fluxForces(object) && 'kustomize.toolkit.fluxcd.io/force: enabled'
      : hasSyncOption(object, 'Force=true') && mode !== 'server-side' && 'Force=true'
  if (because === false || (verdict.message ?? '').includes('failed to create')) return verdict
  const pods = factsOf(object.kind).podSpec === undefined ? '' : ' All its pods end at once.'
  return {
    ...verdict,
    class: 'recreate',
    why: `${verdict.why} Because of ${because} the object is deleted and made anew.${pods}`,
  }
}

const allDeliveries: readonly Delivery[] = [
  { tool: 'flux', mode: 'server-side' },
  { tool: 'argo-cd', mode: 'client-side' },
  { tool: 'argo-cd', mode: 'replace' },
]

/** The worst of the environment's own tools; what another way of applying makes of it, where that differs. */
function changeOf(
  after: KubernetesObject,
  before: KubernetesObject,
  raw: RawChange,
  deliveries: readonly Delivery[],
  judge: (delivery: Delivery) => Verdict,
): Change {
  const own = deliveries.map((delivery) => ({ ...delivery, verdict: judge(delivery) }))
  const { verdict, tool } = own.reduce((worst, one) =>
    rank(one.verdict.class) > rank(worst.verdict.class) ? one : worst,
  )
  const others = [
    ...own,
    ...allDeliveries
      .filter(({ mode }) => !deliveries.some((delivery) => delivery.mode === mode))
      .map((delivery) => ({ ...delivery, verdict: judge(delivery) })),
  ]
  const otherwise = others
    .filter((one) => one.verdict.class !== verdict.class)
    .map((one) => ({ mode: one.mode, class: one.verdict.class, why: one.verdict.why }))
  const differs = own.some((one) => one.verdict.class !== verdict.class)
  const { message, source, why } = verdict
  const [pointer, pointerBefore] = [formatPointer(raw.steps), formatPointer(raw.stepsBefore)]
  return {
    pointer,
    ...(pointerBefore === pointer ? {} : { pointerBefore }),
    path: pathText(raw.path),
    ...(raw.before === undefined ? {} : { before: maskedValue(before, raw.path, raw.before) }),
    ...(raw.after === undefined ? {} : { after: maskedValue(after, raw.path, raw.after) }),
    class: verdict.class,
    why: `${differs ? `By ${tool === 'flux' ? 'Flux' : 'Argo CD'}: ` : ''}${raw.reordered ? `Only the order differs. ${why}` : why}`,
    ...(otherwise.length === 0 ? {} : { otherwise }),
    ...(message === undefined ? {} : { message }),
    ...(source === undefined ? {} : { source }),
  }
}
