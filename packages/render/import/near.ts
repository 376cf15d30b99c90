// Components of the base that a cluster runs already: the import patches them instead of writing components of its own.
import {
  type Base,
  type Component,
  type Environment,
  factsOf,
  identityOf,
  type Json,
  type KubernetesObject,
  labelOf,
} from '@thanos-gitops/manifest'
import { withSettings } from '../base/resolve-references.ts'
import { objectSelector } from '../base/select-components.ts'
import { backupComponent } from '../environment/load-backup.ts'
import type { ClusterObject, ImportedCluster } from './cluster-objects.ts'
import { operationsBetween } from './operations.ts'
import type { ObjectPatch } from './patch-source.ts'
import { type Judge, refusalOf } from './patchable.ts'
import { isWorkload } from './resemblance.ts'

/** A component of the base in a cluster, with the patches that make its objects those of the cluster. */
export interface NearComponent {
  readonly name: string
  readonly patches: readonly ObjectPatch[]
}

/** What a cluster has of the base. */
export interface NearCluster {
  readonly components: readonly NearComponent[]
  /** The objects of these components that the cluster has. */
  readonly taken: ReadonlySet<ClusterObject>
  /** The objects of these components that the cluster does not have: a sync adds them. */
  readonly additional: readonly KubernetesObject[]
  /** False if the cluster has none: the environment then has none either. */
  readonly hasNetworkPolicies: boolean
  /** Components that the cluster has, but that patches cannot adapt, and why. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[]
}

/**
 * The components with a workload that the cluster has under the same name, in the same namespace.
 *
 * @param derived components that follow one of the base under the names that clusters have
 */
export function nearComponents(
  ofBase: Base,
  cluster: ImportedCluster,
  judge: Judge,
  derived: readonly Component[] = [],
): NearCluster {
  const base = { ...ofBase, imported: derived }
  const refused: { name: string; reason: string }[] = []
  const hasNetworkPolicies = cluster.objects.some(({ object }) => object.kind === 'NetworkPolicy')
  let names = [...base.required, ...base.optional, ...derived]
    .filter((component) => isRunning(component, cluster, environmentOf(cluster, judge, [component.name], true)))
    .map(({ name }) => name)
  if (names.includes(backupComponent))
    refused.push({ name: backupComponent, reason: 'it needs backup in environment.yaml.' })
  names = names.filter((name) => name !== backupComponent)
  for (;;) {
    const environment = environmentOf(cluster, judge, names, hasNetworkPolicies)
    const found = adapted(base, environment, cluster, judge)
    if (found.refused.length === 0) return { ...found, hasNetworkPolicies, refused }
    refused.push(...found.refused)
    names = names.filter((name) => !found.refused.some((one) => one.name === name))
  }
}

/** The environment of a cluster that has some components of the base. */
export const environmentOf = (
  { name, settings }: ImportedCluster,
  { kubernetesVersion }: Judge,
  components: readonly string[],
  hasNetworkPolicies: boolean,
): Environment => ({
  name,
  ...settings,
  kubernetesVersion,
  formerNamespaces: [],
  clusterDomain: 'cluster.local',
  delivery: 'both',
  objectStorage: 'existing-secret',
  objectStorageSettings: {},
  hasRequiredComponents: false,
  components,
  images: [],
  // A render always has it, and no object of a cluster has its value.
  externalUrls: { runbooks: '' },
  ...(hasNetworkPolicies ? {} : { hasNetworkPolicies }),
})

function isRunning(component: Component, cluster: ImportedCluster, environment: Environment): boolean {
  const identities = new Set(cluster.objects.map(({ object }) => identityOf(object)))
  return component.objects.some(
    (object) =>
      factsOf(object.kind).podSpec !== undefined && identities.has(identityOf(withSettings(object, environment))),
  )
}

type Adapted = Omit<NearCluster, 'hasNetworkPolicies'>

function adapted(base: Base, environment: Environment, cluster: ImportedCluster, judge: Judge): Adapted {
  const objects = new Map(cluster.objects.map((one) => [identityOf(one.object), one]))
  const refused = new Map<string, string>()
  const patches = new Map<string, ObjectPatch[]>(environment.components.map((name) => [name, []]))
  const taken = new Set<ClusterObject>()
  const additional: KubernetesObject[] = []
  for (const { component, object } of objectSelector(base)(environment)) {
    const resolved = withSettings(object, environment, (setting) =>
      refused.set(component, `it needs the setting ${setting}`),
    )
    const own = objects.get(identityOf(resolved))
    if (own === undefined) {
      if (isWorkload(resolved)) refused.set(component, `it has ${labelOf(resolved)}, which the cluster lacks.`)
      additional.push(resolved)
      continue
    }
    taken.add(own)
    const operations = operationsBetween(resolved as unknown as Json, own.object as unknown as Json)
    const reason = refusalOf(resolved, operations, judge, component)
    if (reason !== undefined) refused.set(component, reason)
    if (operations.length > 0) patches.get(component)!.push({ object: resolved, operations })
  }
  return {
    components: [...patches].map(([name, list]) => ({ name, patches: list })),
    taken,
    additional,
    refused: [...refused].map(([name, reason]) => ({ name, reason })),
  }
}
