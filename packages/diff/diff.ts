import type { KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import { type Diff, type ObjectChange, rolloutClasses } from '@thanos-gitops/manifest/change'
import { type KubernetesVersion, kubernetesVersions } from '@thanos-gitops/schemas'
import { capacityOf } from './capacity.ts'
import type { DiffContext, StackNames } from './context.ts'
import { type DeliveryOptions, deliveriesIn } from './deliveries.ts'
import { deliveryFindings } from './delivery/findings.ts'
import { deliveryStateOf } from './delivery/state.ts'
import { goneFinding } from './gone.ts'
import { imagesOf } from './images.ts'
import { manifestSetOf } from './manifest-set.ts'
import { objectChange } from './object-change.ts'
import { blocking } from './order.ts'
import { withOutcomes } from './outcomes.ts'
import { type Pair, pairObjects } from './pairs.ts'
import { podEffectOf } from './pod-effects.ts'
import type { Prices } from './prices.ts'
import { type RefusedConnections, withRefusedConnections } from './refused-connections.ts'
import { remedyOf } from './remedies.ts'
import { rolloutOf } from './rollout.ts'
import { answersIn, failedFindings } from './server/answers.ts'
import type { Verdicts } from './server/verdicts.ts'
import { shrinkFindings } from './shrinking.ts'
import type { Unapplied } from './unapplied.ts'

export type * from '@thanos-gitops/manifest/change'

export interface DiffOptions extends DeliveryOptions {
  /** Defaults to the newest version that has schemas. */
  readonly kubernetesVersion?: KubernetesVersion
  /** Whether the application has PruneLast=true. */
  readonly argoCdPrunesLast?: boolean
  /** Names for the commands of runbooks. Without them, the commands use shell variables. */
  readonly names?: StackNames
  /** The objects of Argo CD and Flux that sync the manifests. Undefined on a side where they are not known. */
  readonly deliveryObjects?: {
    readonly before: readonly KubernetesObject[] | undefined
    readonly after: readonly KubernetesObject[] | undefined
  }
  /** What the tools have not applied of the old side. `diffWithServer` finds it. */
  readonly unapplied?: Unapplied
  readonly prices?: Prices
  /** The connections that the NetworkPolicies of each side refuse. */
  readonly refusedConnections?: RefusedConnections
  /** `gone` if the folder of the manifests no longer exists, which differs from an empty folder. */
  readonly side?: 'both' | 'new' | 'gone'
  /** What the API server answers about each object that is new or changes. `diffWithServer` gets them. */
  readonly verdicts: Verdicts
  /** Objects (`Kind/name`) whose removal is declared: the guard against an emptied environment does not count them. */
  readonly declaredRemovals?: readonly string[]
}

/** What happens in a cluster when the objects of `before` become those of `after`. Pure: it uses no cluster and no files. */
export function diffManifests(
  before: readonly SourcedObject[],
  after: readonly SourcedObject[],
  options: DiffOptions,
): Diff {
  const objectsBefore = before.map(({ object }) => object)
  const objectsAfter = after.map(({ object }) => object)
  const pairs = pairObjects(before, after)
  const context = contextOf(before, after, pairs, options)
  const blocksOf = blocking(
    pairs.map((pair) => (pair.after ?? pair.before).object),
    context.delivery.map(({ tool }) => tool),
    context.names,
  )
  const found = pairs.flatMap((pair) => {
    const change = objectChange(pair, context)
    return change === undefined ? [] : [{ pair, change }]
  })
  const changes = withRefusedConnections(found, options.refusedConnections).map(({ pair, change }) => ({
    pair,
    change: withConsequences(change, pair, blocksOf, context),
  }))
  const counts = { before: before.length, after: after.length }
  const sizeFindings = isGone(options)
    ? [goneFinding(objectsBefore, context)]
    : shrinkFindings(pairs, counts, new Set(options.declaredRemovals ?? []))
  return {
    objects: withOutcomes(changes, context).toSorted(byImportance),
    capacity: capacityOf(objectsBefore, isGone(options) ? objectsBefore : objectsAfter, options.prices),
    images: imagesOf(pairs),
    counts,
    findings: [
      ...failedFindings(options.verdicts),
      ...sizeFindings,
      ...deliveryFindings(pairs, context, options.side ?? 'both'),
    ],
  }
}

const isGone = ({ side }: DiffOptions): boolean => side === 'gone'

function contextOf(
  before: readonly SourcedObject[],
  after: readonly SourcedObject[],
  pairs: readonly Pair[],
  options: DiffOptions,
): DiffContext {
  const version = options.kubernetesVersion ?? kubernetesVersions.at(-1)!
  return {
    version,
    delivery: deliveriesIn(options),
    ...answersIn(options.verdicts, pairs, version),
    names: options.names,
    prunesLast: options.argoCdPrunesLast === true,
    isGone: isGone(options),
    unapplied: options.unapplied,
    states: {
      before: deliveryStateOf(options.deliveryObjects?.before),
      after: deliveryStateOf(options.deliveryObjects?.after),
    },
    sides: { before: manifestSetOf(before), after: manifestSetOf(after) },
  }
}

/** Adds what follows for the object as a whole: the rollout, what a refusal blocks, and how to proceed. */
function withConsequences(
  change: ObjectChange,
  pair: Pair,
  blocksOf: ReturnType<typeof blocking>,
  context: DiffContext,
): ObjectChange {
  const after = pair.after?.object
  const isRefused = change.changes.some((one) => one.class === 'refused')
  const rollout =
    after && !isRefused && replacesPods(change) ? rolloutOf(context.asStored(after), context.sides.after) : undefined
  const pods = podEffectOf({ ...change, ...(rollout && { rollout }) }, pair, context)
  const remedy = remedyOf(change, pair, context)
  return {
    ...change,
    ...(isRefused &&
      after && {
        why: `${change.class === 'refused' ? change.why : `${change.why} The API server refuses the object.`} No other change of this object is applied.`,
        blocks: blocksOf(after),
      }),
    ...(rollout && { rollout }),
    ...(pods && { pods }),
    ...(remedy && { remedy }),
  }
}

const replacesPods = ({ status, changes }: ObjectChange): boolean =>
  status === 'changed' &&
  changes.some(
    (one) =>
      one.class === 'restart' ||
      ((one.class === 'data-loss' || one.class === 'outage' || one.class === 'risk') &&
        one.pointer.includes('/template/')),
  )

const byImportance = (a: ObjectChange, b: ObjectChange): number =>
  rolloutClasses.indexOf(b.class) - rolloutClasses.indexOf(a.class) ||
  compareStrings(a.kind, b.kind) ||
  compareStrings(a.namespace ?? '', b.namespace ?? '') ||
  compareStrings(a.name, b.name)

const compareStrings = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
