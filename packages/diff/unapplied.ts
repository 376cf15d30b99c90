import { identityOf, type KubernetesObject, type SourcedObject } from '@thanos-gitops/manifest'
import type { Change, DeliveredChange, DeliveryTool, Diff, RolloutClass } from '@thanos-gitops/manifest/change'
import { isSame } from './compare.ts'
import type { Pair } from './pairs.ts'

/** What the last change of the old side did: if the API server refused a part of it, the cluster does not have the old side. */
export interface LastChange {
  /** For messages. */
  readonly commit: string
  /** The objects before that change. */
  readonly before: readonly SourcedObject[]
}

/** Objects of the old side that a tool has not applied. */
export interface Unapplied {
  readonly commit: string
  /** Whether the cluster has the new object already, because the tool has not applied the old one. */
  readonly hasNew: (tool: DeliveryTool, pair: Pair) => boolean
}

/** @param diff what the last change did */
export function unappliedIn({ commit, before }: LastChange, diff: Pick<Diff, 'objects'>): Unapplied {
  const earlier = new Map(before.map(({ object }) => [identityOf(object), object]))
  const outcomes = new Map(
    diff.objects.filter(({ status }) => status !== 'renamed').map((one) => [keyOf(one), one.outcome]),
  )
  return {
    commit,
    hasNew(tool, pair) {
      const { object } = pair.after ?? pair.before
      const outcome = outcomes.get(keyOf({ ...object, ...object.metadata }))?.[tool]
      if (pair.status === 'renamed' || (outcome !== 'refused' && outcome !== 'blocked')) return false
      return isEqual(earlier.get(identityOf(object)), pair.after?.object)
    },
  }
}

const keyOf = ({
  apiVersion,
  kind,
  namespace,
  name,
}: Pick<DeliveredChange, 'apiVersion' | 'kind' | 'namespace' | 'name'>): string =>
  `${apiVersion}/${kind}/${namespace ?? ''}/${name}`

const isEqual = (a: KubernetesObject | undefined, b: KubernetesObject | undefined): boolean =>
  a === undefined || b === undefined ? a === b : isSame(a, b)

/**
 * The change of an object that no tool has to apply, because the cluster has the new object already. Manifests do not contain whether a
 * person has carried out the procedure for the refused commit since: then the change is what it seems to be.
 */
export function withoutEffect(change: DeliveredChange, commit: string): DeliveredChange {
  const isRefused = change.changes.some((one) => one.class === 'refused')
  const otherwise = isRefused ? 'the API server refuses this change' : change.why
  const { rollout: _rollout, blocks: _blocks, remedy: _remedy, pods: _pods, podsOf: _podsOf, ...rest } = change
  return {
    ...rest,
    class: milder(change.class),
    why: `The API server refuses a part of commit ${commit}. If it has not been applied, the cluster has this value already, and nothing changes. If a person has carried out its procedure: ${otherwise.replace(/\.$/, '')}. \`npm run status\` shows which.`,
    changes: change.changes.map((one) => (one.class === 'refused' ? asRisk(one) : one)),
  }
}

const milder = (one: RolloutClass): RolloutClass => (one === 'refused' ? 'risk' : one)

/** The sources of a change are looked up when they are read. */
const asRisk = (change: Change): Change => ({
  ...withoutCause(change),
  class: 'risk',
  get cause() {
    return change.cause ?? {}
  },
})

const withoutCause = (change: Change): Change =>
  Object.fromEntries(
    Object.keys(change).flatMap((key) => (key === 'cause' ? [] : [[key, change[key as keyof Change]]])),
  ) as unknown as Change
