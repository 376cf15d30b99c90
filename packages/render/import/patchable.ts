// An object whose versions the patches cannot reach from a common part is a component of each cluster instead.
import type { Json, KubernetesObject } from '@thanos-gitops/manifest'
import { applyToObject } from '../patches/apply-to-object.ts'
import type { Operation } from '../patches/patch.ts'
import type { PolicyRule } from '../policy/policy-rule.ts'
import type { ImportedCluster } from './cluster-objects.ts'
import { resolved } from './common-value.ts'
import { commonObject, type MatchedObject } from './match-objects.ts'
import { type ImportOperation, operationsBetween } from './operations.ts'
import { contentKey } from './value.ts'

/** What judges the patches of an import. */
export interface Judge {
  readonly kubernetesVersion: string
  /** The rules for all environments; undefined where patches may change everything. */
  readonly rules: readonly PolicyRule[] | undefined
}

/** An object that is split, and the operation that is not allowed. */
export interface SplitObject {
  readonly object: KubernetesObject
  readonly cluster: string
  readonly reason: string
}

/** The operations of a cluster on the common part of an object. */
export function patchOperations(
  { object, versions }: MatchedObject,
  index: number,
  { settings }: ImportedCluster,
): { readonly base: KubernetesObject; readonly operations: readonly ImportOperation[] } {
  const base = resolved(object as unknown as Json, settings)
  const target = versions[index]!.object as unknown as Json
  return { base: base as unknown as KubernetesObject, operations: operationsBetween(base, target) }
}

/**
 * Objects whose patches are valid and within the limits of the policy. Others are replaced by one object for each of their contents.
 *
 * @param onSplit called for each object that is replaced
 */
export function patchableObjects(
  objects: readonly MatchedObject[],
  clusters: readonly ImportedCluster[],
  judge: Judge,
  onSplit: (split: SplitObject) => void,
): readonly MatchedObject[] {
  return objects.flatMap((matched): readonly MatchedObject[] => {
    const problem = firstProblem(matched, clusters, judge)
    if (problem === undefined) return [matched]
    onSplit(problem)
    return byContent(matched, clusters)
  })
}

function firstProblem(
  matched: MatchedObject,
  clusters: readonly ImportedCluster[],
  judge: Judge,
): SplitObject | undefined {
  for (const [index, cluster] of clusters.entries()) {
    if (matched.versions[index] === undefined) continue
    const { base, operations } = patchOperations(matched, index, cluster)
    const reason = refusalOf(base, operations, judge)
    if (reason !== undefined) return { object: base, cluster: cluster.name, reason }
  }
  return undefined
}

/**
 * Why an operation is refused, apart from fields that no rule names: the import adds these rules. Undefined if all are valid.
 *
 * @param component whose rules apply; a component of the import has none yet
 */
export const refusalOf = (
  object: KubernetesObject,
  operations: readonly ImportOperation[],
  judge: Judge,
  component = '',
): string | undefined => firstRefused(object, operations, judge, component)?.reason

/** The first operation that is refused, and why. */
export function firstRefused(
  object: KubernetesObject,
  operations: readonly ImportOperation[],
  { kubernetesVersion, rules }: Judge,
  component = '',
): { readonly operation: ImportOperation; readonly reason: string } | undefined {
  const policy = rules && { rules: [...rules, anyField], file: '' }
  let current = object
  for (const operation of operations) {
    const result = applyToObject({ object: current, component }, asRead(operation), { kubernetesVersion, policy })
    if ('problems' in result) return { operation, reason: result.problems[0]!.message }
    current = result.after
  }
  return undefined
}

const anyField: PolicyRule = {
  path: '/**',
  steps: ['**'],
  remove: true,
  promote: false,
  place: () => ({ file: '' }),
}

/** The operation as it will be read from a patch file. */
const asRead = (operation: ImportOperation): Operation => ({
  ...operation,
  file: '',
  at: [],
  place: () => ({ file: '' }),
  typed: () => undefined,
})

function byContent(matched: MatchedObject, clusters: readonly ImportedCluster[]): readonly MatchedObject[] {
  const contents = Map.groupBy(
    matched.versions.flatMap((version, index) => (version === undefined ? [] : [{ version, index }])),
    ({ version }) => contentKey(version.object),
  )
  return [...contents.values()].map((same) => {
    const versions = matched.versions.map((version, index) =>
      same.some((one) => one.index === index) ? version : undefined,
    )
    return { object: commonObject(versions, clusters), versions }
  })
}
