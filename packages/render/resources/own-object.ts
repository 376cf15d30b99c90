import type { KubernetesObject, YamlFile } from '@thanos-gitops/manifest'

/** The component of all objects in `resources/` of environments and layers, for targets, policies and lists. */
export const resourcesComponent = 'resources'

/** An object that an environment has in addition to the base: from its own `resources/`, or from that of a layer. */
export interface OwnObject {
  readonly component: typeof resourcesComponent
  readonly object: KubernetesObject
  readonly source: YamlFile
  readonly hasContentHash: false
  readonly hasReplicaCount: false
}
