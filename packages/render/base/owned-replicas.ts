import {
  type Environment,
  type KubernetesObject,
  labelOf,
  numberAt,
  numberReference,
  placeText,
  type ReportProblem,
  stringAt,
  valueAt,
  valueReference,
  type YamlFile,
} from '@thanos-gitops/manifest'
import type { PatchedObject, TargetObject } from '../patches/patch.ts'
import type { SelectedObject } from './select-components.ts'

/** An autoscaler that owns the replicas of a workload because of a setting. */
interface Owner {
  /** `HorizontalPodAutoscaler/thanos-query`, `ScaledObject/thanos-query` */
  readonly autoscaler: string
  /** The setting of the smallest number: `query.autoscaling.min`. */
  readonly setting: string
  /** The same, unless the replicas of the workload refer to the setting themselves. */
  readonly number: NumberSetting | undefined
}

/** Owners by their workloads: `Deployment/thanos-query`. */
export type OwnedReplicas = ReadonlyMap<string, Owner>

/** The field with the smallest number, by the kind of the autoscaler. */
const leastFields: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: 'minReplicas',
  ScaledObject: 'minReplicaCount',
}

type NumberSetting = NonNullable<ReturnType<typeof numberReference>>

/** The workloads with an autoscaler whose limits are settings. */
export const ownedReplicas = (
  selected: readonly SelectedObject[],
  { query, queryFrontend, receive }: Environment,
): OwnedReplicas =>
  new Map(
    query === undefined && queryFrontend === undefined && receive === undefined
      ? []
      : selected.flatMap(({ object }) => {
          const leastField = leastFields[object.kind]
          if (leastField === undefined) return []
          const least = String(valueAt(object, ['spec', leastField]))
          const number = numberReference(least)
          const setting = number ?? valueReference(least)?.name
          const target = ['kind', 'name'].map((field) => stringAt(object, 'spec', 'scaleTargetRef', field)).join('/')
          return setting === undefined ? [] : [[target, { setting, number, autoscaler: labelOf(object) }] as const]
        }),
  )

/**
 * The objects in which the number of replicas is the smallest one of the autoscaler. It stays in git, because without it the API server
 * would set 1 when the autoscaler is added or removed; the delivery objects ignore it while the autoscaler exists.
 */
export function withOwnedReplicas(targets: readonly TargetObject[], owned: OwnedReplicas): readonly TargetObject[] {
  if (owned.size === 0) return targets
  const least = new Map(
    targets.map(({ object }) => [labelOf(object), numberAt(object, 'spec', leastFields[object.kind] ?? '')] as const),
  )
  return targets.map((target) => {
    const owner = owned.get(labelOf(target.object))
    const replicas = owner && least.get(owner.autoscaler)
    if (replicas === undefined) return target
    const object = target.object as KubernetesObject & { readonly spec: object }
    return { ...target, object: { ...object, spec: { ...object.spec, replicas } } }
  })
}

/** Reports patches of replicas that an autoscaler owns: the number would apply until the autoscaler changes it. */
export function reportOwnedReplicas(
  patched: readonly PatchedObject[],
  owned: OwnedReplicas,
  settings: YamlFile,
  report: ReportProblem,
): void {
  for (const { object, writes } of owned.size === 0 ? [] : patched) {
    const owner = owned.get(labelOf(object))
    const write = owner && writes.findLast(({ pointer }) => pointer === '/spec/replicas')
    if (owner === undefined || write === undefined) continue
    const path = owner.setting.split('.').slice(0, -1)
    report(
      'patch-overrides-setting',
      write.place(),
      `${labelOf(object)}: the patch sets replicas, which ${owner.autoscaler} owns because of ${path.join('.')} in ${placeText(settings.place(path))}.`,
      `Set ${owner.setting} instead, and remove this operation.`,
    )
  }
}
