import { hash } from 'node:crypto'
import { type Base, Failure, type Finding } from '@thanos-gitops/manifest'
import { refuseInvalidRevision } from '../base/base-failures.ts'
import { loadBase, loadRevisionBase } from '../base/load-base.ts'
import type { PinnedRevision } from '../git/pinned-revisions.ts'
import { baseRules } from './base-rules.ts'
import { checkedOut, hasSameBase } from './checked-out.ts'
import { revisionContents } from './revision-files.ts'
import { readStoredBase, storeBase } from './stored-base.ts'

/**
 * The base of a revision. The packages of the working tree load it and judge it. Once for each content: what was found valid is
 * read from the cache.
 *
 * @throws Failure with the problems of the base, whose places are files of the revision without its name
 */
export async function pinnedBase(root: string, revision: PinnedRevision): Promise<Base> {
  const key = hash('sha256', [revision.trees[0], ...baseRules()].join('\n'))
  const stored = readStoredBase(root, key)
  if (stored?.needsExceptions === false) return stored.base
  const contents = revisionContents(root, revision)
  if (stored === undefined && hasSameBase(root, contents)) {
    const same = await loadBase(root).catch(() => undefined)
    if (same !== undefined) return same
  }
  const folder = checkedOut(root, contents)
  if (stored !== undefined) {
    await refuseInvalidRevision(folder, stored.base, root)
    return stored.base
  }
  const loaded = await loadRevisionBase(folder, root)
  storeBase(root, key, loaded)
  return loaded.base
}

/** The findings of a base that cannot be used. */
export async function baseOrFindings(load: () => Promise<Base>): Promise<Base | readonly Finding[]> {
  try {
    return await load()
  } catch (error) {
    if (error instanceof Failure) return error.findings
    throw error
  }
}
