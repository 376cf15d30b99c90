import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Volume, Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from './check.ts'

/** A claim that a workload mounts, with its manifest. */
export interface MountedClaim {
  readonly workload: Workload
  readonly volume: Volume
  readonly claim: SourcedObject
}

export const claimSpec = (claim: SourcedObject): Mapping => mappingOf(contentOf(claim).spec)

export const accessModes = (claim: SourcedObject): readonly string[] => listOf(claimSpec(claim).accessModes).map(String)

/** The claims of the manifests that workloads mount by name. */
export const mountedClaims = (context: CheckContext): readonly MountedClaim[] =>
  context.workloads.flatMap((workload) =>
    workload.volumes.flatMap((volume) => {
      const { claimName } = volume.source
      if (volume.type !== 'persistentVolumeClaim' || typeof claimName !== 'string') return []
      const claim = context.find('PersistentVolumeClaim', workload.namespace, claimName)
      return claim === undefined ? [] : [{ workload, volume, claim }]
    }),
  )
