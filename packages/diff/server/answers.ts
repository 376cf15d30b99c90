import { type Finding, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { applyModes } from '@thanos-gitops/manifest/change'
import type { KubernetesVersion } from '@thanos-gitops/schemas'
import type { DiffContext } from '../context.ts'
import { normalise } from '../normalise.ts'
import type { Pair } from '../pairs.ts'
import { isVerdict, type ModeVerdict, type ObjectVerdicts, type Verdicts } from './verdicts.ts'

/** The functions of the context that return what the API server answers. */
export function answersIn(
  verdicts: Verdicts,
  pairs: readonly Pair[],
  version: KubernetesVersion,
): Pick<DiffContext, 'asStored' | 'verdictsOn'> {
  const verdictsOn = (object: KubernetesObject): ObjectVerdicts => {
    const found = verdicts.get(object)
    if (found === undefined) throw new Error(`There is no verdict on ${labelOf(object)}.`)
    return isVerdict(found) ? found : withoutVerdict
  }
  const partners = new Map(
    pairs.flatMap((pair) => (pair.before && pair.after ? [[pair.before.object, pair.after.object] as const] : [])),
  )
  const stored = new Map<KubernetesObject, KubernetesObject>()
  const store = (object: KubernetesObject): KubernetesObject => {
    const partner = partners.get(object) ?? object
    const found = verdicts.get(partner)
    const answers = found !== undefined && isVerdict(found) ? found.stored : undefined
    const isOld = partner !== object
    // Both sides are compared in the same form.
    const isComplete = !isPaired(partner) || (answers?.before !== undefined && answers.after !== undefined)
    return normalise((isComplete ? (isOld ? answers?.before : answers?.after) : undefined) ?? object, version)
  }
  const paired = new Set(partners.values())
  const isPaired = (object: KubernetesObject): boolean => paired.has(object)
  return {
    verdictsOn,
    asStored(object) {
      let found = stored.get(object)
      if (!found) {
        found = store(object)
        stored.set(object, found)
      }
      return found
    },
  }
}

const changed: ModeVerdict = { isUpdate: true, isRefusedAsNew: false, objectChanged: true, templateChanged: true }

/** A finding reports that there is none. The change is described as if the server accepted it. */
const withoutVerdict: ObjectVerdicts = {
  isKnown: false,
  stored: {},
  byMode: Object.fromEntries(applyModes.map((mode) => [mode, changed])) as ObjectVerdicts['byMode'],
}

/** A finding for each object on which Kubernetes' code gave no verdict. */
export const failedFindings = (verdicts: Verdicts): readonly Finding[] =>
  [...verdicts].flatMap(([object, found]) =>
    'error' in found && found.error !== undefined
      ? [
          {
            code: 'api-server-failed',
            severity: 'error' as const,
            message: `There is no verdict of the API server on ${labelOf(object)}: ${found.error}.`,
            remedy: 'Apply the object to a test cluster, and report the problem with the object.',
          },
        ]
      : [],
  )
