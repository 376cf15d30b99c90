import { type Finding, type KubernetesObject, labelOf, type SourcedObject } from '@thanos-gitops/manifest'
import {
  type ApplyMode,
  type Change,
  type Diff,
  type ObjectChange,
  rolloutClasses,
  worst,
} from '@thanos-gitops/manifest/change'
import { type KubernetesVersion, kubernetesVersions } from '@thanos-gitops/schemas'
import { capacityOf, type Prices } from './capacity.ts'
import { withCause } from './causes.ts'
import { classify, type Delivery, refusalsOf, type Setting, type StackNames } from './classify.ts'
import { type FlagLookup, imagesOf } from './images.ts'
import { normalise } from './normalise.ts'
import { blocking } from './order.ts'
import { type Pair, pairObjects } from './pairs.ts'
import { remedyOf } from './remedies.ts'
import { removalOf, renameOf } from './removed.ts'
import { rolloutOf } from './rollout.ts'
import { replicasOf, workloadOf, worldOf } from './world.ts'

export type * from '@thanos-gitops/manifest/change'
export { applyModes, rolloutClasses, worst } from '@thanos-gitops/manifest/change'

export interface DiffOptions {
  /** The newest that there are schemas of, where it is not said. */
  readonly kubernetesVersion?: KubernetesVersion
  /** Who applies: both, where it is not said. */
  readonly delivery?: 'argo-cd' | 'flux' | 'both'
  /** How Argo CD applies where an object's annotations say nothing: `client-side` is its own default. Flux always applies server-side. */
  readonly argoCdApplies?: ApplyMode
  /** Whether the application has PruneLast=true. */
  readonly argoCdPrunesLast?: boolean
  /** Without it the commands of runbooks ask for the names. */
  readonly names?: StackNames
  readonly prices?: Prices
  readonly flags?: FlagLookup
  /** Objects (`Kind/name`) whose removal somebody declared: they do not count for the guard against an emptied tree. */
  readonly declaredRemovals?: readonly string[]
}

/** What it does to a cluster when the objects of `before` become those of `after`. Pure: no cluster, no files. */
export function diffManifests(
  before: readonly SourcedObject[],
  after: readonly SourcedObject[],
  options: DiffOptions = {},
): Diff {
  const [old, now] = [before.map(({ object }) => object), after.map(({ object }) => object)]
  const setting = settingOf(old, now, options)
  const pairs = pairObjects(before, after)
  const tools = setting.delivery.map(({ tool }) => tool)
  const blocksOf = blocking(
    pairs.map((pair) => (pair.after ?? pair.before).object),
    tools,
    setting.names,
  )
  const objects = pairs.flatMap((pair) => {
    const found = objectChange(pair, setting)
    return found === undefined ? [] : [complete(found, pair, blocksOf, setting)]
  })
  return {
    objects: objects.sort(byImportance),
    capacity: capacityOf(old, now, options.prices),
    images: imagesOf(
      pairs.map((pair) => ({
        ...(pair.before ? { before: pair.before.object } : {}),
        ...(pair.after ? { after: pair.after.object } : {}),
      })),
      options.flags,
    ),
    counts: { before: before.length, after: after.length },
    findings: shrinking(pairs, before.length, after.length, options.declaredRemovals ?? []),
  }
}

function settingOf(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  options: DiffOptions,
): Setting {
  const version = options.kubernetesVersion ?? kubernetesVersions.at(-1)!
  const known = new Map<KubernetesObject, KubernetesObject>()
  const normal = (object: KubernetesObject): KubernetesObject => {
    let found = known.get(object)
    if (!found) known.set(object, (found = normalise(object, version)))
    return found
  }
  const tool = options.delivery ?? 'both'
  const delivery: Delivery[] = [
    ...(tool === 'argo-cd' ? [] : [{ tool: 'flux' as const, mode: 'server-side' as const }]),
    ...(tool === 'flux' ? [] : [{ tool: 'argo-cd' as const, mode: options.argoCdApplies ?? 'client-side' }]),
  ]
  return {
    version,
    delivery,
    normal,
    names: options.names,
    prunesLast: options.argoCdPrunesLast === true,
    worlds: { before: worldOf(before), after: worldOf(after) },
  }
}

function objectChange(pair: Pair, setting: Setting): ObjectChange | undefined {
  const { object } = pair.after ?? pair.before
  const head = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
    name: object.metadata.name,
    status: pair.status,
  }
  const withCauses = (changes: readonly Change[]): readonly Change[] =>
    changes.map((change) => withCause(change, pair.before, pair.after))
  switch (pair.status) {
    case 'added': {
      const changes = withCauses([
        { pointer: '', path: '', class: 'in-place', why: addedText(object) },
        ...refusalsOf(object, setting),
      ])
      return { ...head, ...summary(changes), changes }
    }
    case 'removed': {
      const removal = removalOf(object, setting)
      const changes = withCauses([{ pointer: '', path: '', class: removal.class, why: removal.why }])
      return { ...head, class: removal.class, why: removal.why, changes, prune: removal.prune }
    }
    case 'renamed': {
      const was = pair.before.object
      const rename = renameOf(was, object, setting)
      const isSameName = was.metadata.name === object.metadata.name
      const field = isSameName ? 'namespace' : 'name'
      const named: Change = {
        pointer: `/metadata/${field}`,
        path: `/metadata/${field}`,
        before: was.metadata[field] ?? '',
        after: object.metadata[field] ?? '',
        class: rename.class,
        why: rename.why,
      }
      // A new object refuses no change of a field, only a wrong value.
      const fields = classify(was, object, setting).map((change) =>
        change.message === undefined || change.source?.includes('OpenAPI') ? change : asNew(change),
      )
      const changes = withCauses([named, ...fields])
      return {
        ...head,
        was: isSameName ? `${was.metadata.namespace ?? ''}/${was.metadata.name}` : was.metadata.name,
        ...summary(changes),
        why: rename.why,
        changes,
        prune: rename.prune,
      }
    }
    case 'changed': {
      const changes = classify(pair.before.object, object, setting)
      return changes.length === 0 ? undefined : { ...head, ...summary(changes), changes: withCauses(changes) }
    }
  }
}

function asNew({ message: _message, otherwise: _otherwise, ...change }: Change): Change {
  return { ...change, class: 'in-place', why: 'The new object begins with it.' }
}

function summary(changes: readonly Change[]): { readonly class: Change['class']; readonly why: string } {
  const own = worst(changes.map((change) => change.class))
  return { class: own, why: changes.find((change) => change.class === own)!.why }
}

function addedText(object: KubernetesObject): string {
  const workload = workloadOf(object)
  if (!workload || object.kind === 'CronJob') return 'It is made.'
  const replicas =
    object.kind === 'DaemonSet' ? undefined : object.kind === 'Pod' || object.kind === 'Job' ? 1 : replicasOf(object)
  return replicas === undefined
    ? 'It is made: a pod starts on each node that it selects.'
    : `It is made: ${replicas === 1 ? '1 pod starts' : `${replicas} pods start`}.`
}

/** What follows for the object as a whole. */
function complete(
  change: ObjectChange,
  pair: Pair,
  blocksOf: ReturnType<typeof blocking>,
  setting: Setting,
): ObjectChange {
  const after = pair.after?.object
  const refuses = change.changes.some((one) => one.class === 'refused')
  const restarts =
    !refuses &&
    change.status === 'changed' &&
    change.changes.some(
      (one) =>
        one.class === 'restart' ||
        ((one.class === 'data-loss' || one.class === 'outage') && one.pointer.includes('/template/')),
    )
  const rollout = restarts && after ? rolloutOf(setting.normal(after), setting.worlds.after) : undefined
  const remedy = remedyOf(change, pair, setting)
  return {
    ...change,
    ...(refuses && after
      ? {
          why: `${change.class === 'refused' ? change.why : `${change.why} The API server refuses it.`} Nothing else of this object is applied.`,
          blocks: blocksOf(after),
        }
      : {}),
    ...(rollout ? { rollout } : {}),
    ...(remedy ? { remedy } : {}),
  }
}

const byImportance = (a: ObjectChange, b: ObjectChange): number =>
  rolloutClasses.indexOf(b.class) - rolloutClasses.indexOf(a.class) ||
  compareText(a.kind, b.kind) ||
  compareText(a.namespace ?? '', b.namespace ?? '') ||
  compareText(a.name, b.name)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A tree that loses most of itself is mostly a mistake, and both tools would do it. */
function shrinking(
  pairs: readonly Pair[],
  before: number,
  after: number,
  declared: readonly string[],
): readonly Finding[] {
  if (before === 0) return []
  if (after === 0) {
    const all = pairs.every((pair) => pair.before && declared.includes(labelOf(pair.before.object)))
    return all
      ? []
      : [
          {
            code: 'environment-empty',
            severity: 'error',
            message: `All ${before} objects would leave the tree: with prune, all of them are deleted.`,
            remedy: 'If that is meant, declare each removal.',
          },
        ]
  }
  const gone = pairs.filter((pair) => pair.status === 'removed' && !declared.includes(labelOf(pair.before.object)))
  if (gone.length * 3 <= before) return []
  const names = gone.slice(0, 5).map((pair) => labelOf(pair.before!.object))
  return [
    {
      code: 'environment-shrinks',
      severity: 'error',
      message: `${gone.length} of ${before} objects would leave the tree, more than a third: ${names.join(', ')}${gone.length > names.length ? ' …' : ''}.`,
      remedy: 'If that is meant, declare each removal.',
    },
  ]
}
