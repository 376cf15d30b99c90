import { askApiServer } from '@thanos-gitops/api-server'
import { Failure, type KubernetesObject } from '@thanos-gitops/manifest'
import type { StoredObjects } from '@thanos-gitops/render/import'

/**
 * Returns the function that returns objects as the API server of a version would store them. Kinds of CRDs have none: the cluster can have
 * another version of the definition.
 *
 * @throws Failure if the code of the API server cannot run
 */
export const storedObjects =
  (kubernetesVersion: string): StoredObjects =>
  async (objects) => {
    const set = { name: 'import', kubernetesVersion, objects: [] }
    const requests = objects.map((after) => ({ after, want: ['defaulted'] as const }))
    const { answers } = await askApiServer([{ set, requests }], { onPrepare: notePreparation }).catch(withOption)
    const [given] = answers
    if (given === undefined || 'supported' in given) return objects.map(() => undefined)
    return given.answers.map((answer): KubernetesObject | undefined =>
      'verdict' in answer && answer.verdict === 'accepted' ? answer.stored : undefined,
    )
  }

/** A person waits. A log needs no progress. */
const notePreparation = (): void => {
  if (process.stderr.isTTY) console.error("Preparing the API server's code (once, some seconds).")
}

/** @throws Failure */
function withOption(error: unknown): never {
  if (!(error instanceof Failure)) throw error
  throw new Failure(
    error.findings.map((finding) => ({
      ...finding,
      remedy: `${finding.remedy ?? ''} Or keep the fields with default values: --keep-defaults`.trimStart(),
    })),
  )
}
