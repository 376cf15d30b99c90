// From which version to which an upgrade goes.
import { Failure, type Finding } from '@thanos-gitops/manifest'
import { findVersion } from './find-version.ts'
import { type Origin, placeInOrigin } from './origin.ts'
import type { Version } from './refs.ts'
import { requireNewer, resolveVersion } from './versions.ts'

export interface Step {
  readonly from: Version
  readonly to: Version
}

/**
 * @param version the tag or commit to upgrade to
 * @param given the value of `--from`
 * @throws Failure if a version does not exist, or if the new one is not newer
 */
export async function stepOf(
  root: string,
  version: string,
  given: string | undefined,
  recorded: Origin,
): Promise<Step> {
  const to = await resolveVersion(root, version)
  const from = await startOf(root, to, given, recorded)
  await requireNewer(root, from, to)
  return { from, to }
}

async function startOf(root: string, to: Version, given: string | undefined, { version }: Origin): Promise<Version> {
  if (given !== undefined) return resolveVersion(root, given)
  if (version === undefined) return findVersion(root, to)
  try {
    return await resolveVersion(root, version)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const place = placeInOrigin(root, 'version')
    throw new Failure(error.findings.map((finding): Finding => ({ ...finding, place })))
  }
}
