import type { SourcedObject } from '@thanos-gitops/manifest'
import { applyModes } from '@thanos-gitops/manifest/change'
import { pairObjects } from '../pairs.ts'
import type { ObjectVerdicts, Verdicts } from '../server/verdicts.ts'

const accepted = { isUpdate: true, isRefusedAsNew: false, objectChanged: true, templateChanged: true }

/** The answers of a server that accepts everything and stores it as it is written. */
export const acceptedVerdicts = (before: readonly SourcedObject[], after: readonly SourcedObject[]): Verdicts =>
  new Map(
    pairObjects(before, after).flatMap((pair) => {
      if (pair.after === undefined) return []
      const verdicts: ObjectVerdicts = {
        isKnown: true,
        stored: { ...(pair.before && { before: pair.before.object }), after: pair.after.object },
        byMode: Object.fromEntries(applyModes.map((mode) => [mode, accepted])) as ObjectVerdicts['byMode'],
      }
      return [[pair.after.object, verdicts] as const]
    }),
  )
