import {
  type ValidatedEnvironment,
  type ValidateOptions,
  type Validation,
  validateManifests,
} from '@thanos-gitops/validate'
import { findKubeconform } from '@thanos-gitops/validate/kubeconform'
import { originsFinder } from './origins-finder.ts'
import { validationMemory } from './validation-memory.ts'

export type EnvironmentsValidator = (
  environments: readonly ValidatedEnvironment[],
  options: Pick<ValidateOptions, 'limits' | 'requireKubeconform' | 'onStep'>,
) => Promise<Validation>

/**
 * Validates the manifests of environments, each of which may have several folders. An environment that was valid in an earlier run is not
 * validated again if nothing has changed. Several calls share what is loaded.
 */
export function environmentsValidator(root: string): EnvironmentsValidator {
  const findOrigins = originsFinder(root)
  return async (environments, options) => {
    const kubeconform = await findKubeconform()
    const memory = validationMemory(root, kubeconform)
    const folders = Map.groupBy(environments, ({ name }) => name)
    const keys = new Map([...folders].map(([name, own]) => [name, memory?.keyOf(own)]))
    const known = new Map(
      [...keys].flatMap(([name, key]): readonly [string, number][] => {
        const objects = key === undefined ? undefined : memory?.find(name, key)
        return objects === undefined ? [] : [[name, objects]]
      }),
    )
    const others = environments.filter(({ name }) => !known.has(name))
    const total = [...known.values()].reduce((sum, objects) => sum + objects, 0)
    if (others.length === 0 && known.size > 0)
      return {
        findings: [],
        summary: { engine: 'kubeconform', isJudged: true, objects: total, objectsOf: known, notes: [] },
      }
    const { findings, summary } = await validateManifests({
      root,
      environments: others,
      findOrigins,
      kubeconform,
      ...options,
    })
    if (findings.length === 0 && summary.notes.length === 0 && summary.isJudged)
      for (const [name, objects] of summary.objectsOf) {
        const key = keys.get(name)
        // Files may have changed since they were read.
        if (key !== undefined && key === memory?.keyOf(folders.get(name)!)) memory.add(name, key, objects)
      }
    return { findings, summary: { ...summary, objects: summary.objects + total } }
  }
}
