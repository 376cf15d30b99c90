import type { KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import { type Change, type ObjectChange, worst } from '@thanos-gitops/manifest/change'
import { podSpecOf } from '@thanos-gitops/workloads'
import { withCause } from './causes.ts'
import { classify, refusalsOf } from './classify.ts'
import type { DiffContext } from './context.ts'
import { replicasOf } from './manifest-set.ts'
import type { Pair } from './pairs.ts'
import { removalOf, renameOf } from './removed.ts'
import { newAutoscaler } from './rules/autoscalers.ts'
import { newGrant } from './rules/grants.ts'
import { newCompactor } from './rules/moved-blocks.ts'
import { newRetention } from './rules/new-retention.ts'
import { storedCopies } from './rules/stored-copies.ts'
import { newSuspended } from './rules/sync-settings.ts'
import { takenOverBlocks } from './rules/taken-over-blocks.ts'

/** All changes of one object with their classes and causes; undefined if nothing changes for the API server. */
export function objectChange(pair: Pair, context: DiffContext): ObjectChange | undefined {
  const { object } = pair.after ?? pair.before
  const { name, namespace } = object.metadata
  const details = detailsOf(pair, context)
  if (details === undefined) return undefined
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    // A manifest from elsewhere can have another value, which the API server refuses.
    ...(namespace !== undefined && { namespace: String(namespace) }),
    name,
    status: pair.status,
    ...details,
    changes: details.changes.map((change) => withCause(change, pair.before, pair.after)),
  }
}

type Details = Pick<ObjectChange, 'class' | 'why' | 'changes' | 'was' | 'prune'>

function detailsOf(pair: Pair, context: DiffContext): Details | undefined {
  switch (pair.status) {
    case 'added':
      return addition(pair.after, context)
    case 'removed':
      return removal(pair.before.object, context)
    case 'renamed':
      return rename(pair.before, pair.after, context)
    case 'changed': {
      const changes = classify(pair.before, pair.after, context)
      if (changes.length === 0) return undefined
      const all = [...changes, ...takenOverBlocks(pair.after, context.sides)]
      return { ...summaryOf(all), changes: all }
    }
  }
}

function addition(sourced: SourcedObject, context: DiffContext): Details {
  const { object } = sourced
  const takenOver = takenOverBlocks(sourced, context.sides)
  const changes: readonly Change[] = [
    { pointer: '', path: '', ...additionVerdict(object, context) },
    ...(takenOver.length > 0 ? takenOver : newRetention(sourced, context.sides)),
    ...newCompactor(sourced, context.sides),
    ...refusalsOf(object, context),
  ]
  return { ...summaryOf(changes), changes }
}

function removal(object: KubernetesObject, context: DiffContext): Details {
  const found = removalOf(object, context)
  return {
    class: found.class,
    why: found.why,
    changes: [{ pointer: '', path: '', class: found.class, why: found.why }],
    prune: found.prune,
  }
}

function rename(sourcedBefore: SourcedObject, sourcedAfter: SourcedObject, context: DiffContext): Details {
  const [before, after] = [sourcedBefore.object, sourcedAfter.object]
  const found = renameOf(before, after, context)
  const isSameName = before.metadata.name === after.metadata.name
  const field = isSameName ? 'namespace' : 'name'
  const nameChange: Change = {
    pointer: `/metadata/${field}`,
    path: `/metadata/${field}`,
    before: before.metadata[field] ?? '',
    after: after.metadata[field] ?? '',
    class: found.class,
    why: found.why,
  }
  const changes = [
    nameChange,
    ...classify(sourcedBefore, sourcedAfter, context),
    ...takenOverBlocks(sourcedAfter, context.sides),
    ...newCompactor(sourcedAfter, context.sides),
  ]
  return {
    was: isSameName ? `${before.metadata.namespace ?? ''}/${before.metadata.name}` : before.metadata.name,
    ...summaryOf(changes),
    why: found.why,
    changes,
    prune: found.prune,
  }
}

function summaryOf(changes: readonly Change[]): Pick<Change, 'class' | 'why'> {
  const worstClass = worst(changes.map((change) => change.class))
  return { class: worstClass, why: changes.find((change) => change.class === worstClass)!.why }
}

const additionVerdict = (object: KubernetesObject, { sides }: DiffContext): Pick<Change, 'class' | 'why'> =>
  newGrant(object, sides.after) ??
  newSuspended(object) ??
  newAutoscaler(object, sides.after) ?? {
    class: 'in-place',
    why: [additionText(object), ...storedCopies(object, sides.after)].join(' '),
  }

function additionText(object: KubernetesObject): string {
  if (podSpecOf(object) === undefined || object.kind === 'CronJob') return 'It is created.'
  if (object.kind === 'DaemonSet') return 'It is created: a pod starts on each node that it selects.'
  const replicas = object.kind === 'Pod' || object.kind === 'Job' ? 1 : replicasOf(object)
  return `It is created: ${replicas === 1 ? '1 pod starts' : `${replicas} pods start`}.`
}
