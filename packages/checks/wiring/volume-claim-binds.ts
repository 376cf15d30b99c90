import { type Mapping, mappingOf, nanoUnits, type SourcedObject, stringMapOf, stringOf } from '@thanos-gitops/manifest'
import { selectorMatches } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { accessModes, claimSpec } from '../engine/claims.ts'
import { selectorRemedy, selectorText } from '../engine/selector-remedy.ts'

export const volumeClaimBinds: Check = {
  name: 'volume-claim-binds',
  question: 'selectors',
  severity: 'error',
  why: 'A claim binds only to a volume of the same class that has its access modes and is large enough. Otherwise the claim and its pods stay Pending.',
  remedy:
    'Use the same storageClassName and accessModes in the claim and in the volume, and request at most its capacity.',
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reserving-a-persistentvolume',
  *run(context) {
    for (const claim of context.ofKind('PersistentVolumeClaim')) {
      const volume = reservedVolume(context, claim)
      if (volume !== undefined) yield* mismatches(claim, volume)
      yield* selectorProblems(context, claim)
    }
  },
}

/** The volume of the manifests that the claim names, or that names the claim. */
function reservedVolume(context: CheckContext, claim: SourcedObject): SourcedObject | undefined {
  const name = stringOf(claimSpec(claim).volumeName)
  if (name !== undefined) return context.find('PersistentVolume', '', name)
  return context.ofKind('PersistentVolume').find((volume) => {
    const { claimRef } = claimSpec(volume)
    return (
      mappingOf(claimRef).name === claim.object.metadata.name &&
      mappingOf(claimRef).namespace === context.namespaceOf(claim)
    )
  })
}

function* mismatches(object: SourcedObject, volume: SourcedObject): Iterable<Problem> {
  const { name } = volume.object.metadata
  const claim = claimSpec(object)
  const [claimClass, volumeClass] = [claim.storageClassName, claimSpec(volume).storageClassName ?? '']
  if (claimClass !== undefined && claimClass !== volumeClass)
    yield {
      object,
      pointer: '/spec/storageClassName',
      message: `its storageClassName is ${JSON.stringify(claimClass)}, but that of PersistentVolume/${name} is ${JSON.stringify(volumeClass)}.`,
    }
  const missing = accessModes(object).filter((mode) => !accessModes(volume).includes(mode))
  if (missing.length > 0)
    yield {
      object,
      pointer: '/spec/accessModes',
      message: `PersistentVolume/${name} has the access modes ${accessModes(volume).join(', ')}, but not ${missing.join(', ')}.`,
    }
  const [request, capacity] = [storageOf(mappingOf(claim.resources).requests), storageOf(claimSpec(volume).capacity)]
  const [requested, available] = [request, capacity].map((size) => (size === undefined ? undefined : nanoUnits(size)))
  if (requested !== undefined && available !== undefined && requested > available)
    yield {
      object,
      pointer: '/spec/resources/requests/storage',
      message: `it requests ${request}, but PersistentVolume/${name} has ${capacity}.`,
    }
}

function storageOf(resources: unknown): string | number | undefined {
  const { storage } = mappingOf(resources)
  return typeof storage === 'string' || typeof storage === 'number' ? storage : undefined
}

function* selectorProblems(context: CheckContext, claim: SourcedObject): Iterable<Problem> {
  const { selector }: Mapping = claimSpec(claim)
  const volumes = context.ofKind('PersistentVolume')
  if (selector === undefined || volumes.length === 0) return
  const labelled = volumes.map(({ object }) => ({
    name: `PersistentVolume/${object.metadata.name}`,
    labels: stringMapOf(object.metadata.labels),
  }))
  // Volumes without these labels can be for other claims, and the volume of this one can exist already.
  const keys = Object.keys(mappingOf(mappingOf(selector).matchLabels))
  const haveKeys = labelled.some(({ labels }) => keys.every((key) => labels[key] !== undefined))
  if (!haveKeys || labelled.some(({ labels }) => selectorMatches(selector, labels))) return
  const remedy = selectorRemedy(selector, labelled, ({ name }) => name)
  yield {
    object: claim,
    pointer: '/spec/selector',
    message: `its selector ${selectorText(selector)} does not match any PersistentVolume.`,
    ...(remedy && { remedy }),
  }
}
