import { groupOf, type KubernetesObject, unshardedName } from '@thanos-gitops/manifest'
import { isGlob, matchesGlob } from './glob.ts'
import type { Target } from './patch.ts'

/** Whether a target can match several objects. It then has to declare how many it expects. */
export const canMatchSeveral = ({ kind, name, labelSelector, component }: Target): boolean =>
  kind === undefined || name === undefined || isGlob(name) || labelSelector !== undefined || component !== undefined

/** Whether a glob matches the name of an object, or the name that its shards have in common. */
export const matchesName = (glob: string, object: KubernetesObject): boolean =>
  matchesGlob(glob, object.metadata.name) || matchesGlob(glob, unshardedName(object))

export const matchesTarget = (target: Target, object: KubernetesObject, component: string): boolean =>
  (target.kind === undefined || target.kind === object.kind) &&
  (target.name === undefined || matchesName(target.name, object)) &&
  (target.group === undefined || target.group === groupOf(object.apiVersion)) &&
  (target.namespace === undefined || target.namespace === object.metadata.namespace) &&
  (target.component === undefined || target.component === component) &&
  (target.labelSelector === undefined ||
    target.labelSelector.every((requirement) => requirement(object.metadata.labels ?? {})))
