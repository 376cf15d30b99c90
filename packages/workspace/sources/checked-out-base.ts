import { hash } from 'node:crypto'
import type { Base } from '@thanos-gitops/manifest'
import { loadBase, loadRevisionBase, useJudgedBase } from '../base/load-base.ts'
import { baseRules } from './base-rules.ts'
import { hasSameBase } from './checked-out.ts'
import { readStoredBase, storeBase } from './stored-base.ts'

/**
 * The base of sources that were checked out. It is loaded and judged once for each content; what was found valid is read from the
 * cache. Exceptions can have changed, so a base that needs them is loaded again.
 *
 * @param root has the cache
 * @param folder the sources, which may be outside of git
 * @param contents the same, by their paths from the folder
 * @throws Failure with the problems of the base
 */
export async function checkedOutBase(
  root: string,
  folder: string,
  contents: ReadonlyMap<string, string>,
): Promise<Base> {
  const key = hash('sha256', [...baseRules(), ...digestsOf(contents)].join('\n'))
  const stored = readStoredBase(root, key)
  if (stored?.needsExceptions === false) return stored.base
  const loaded = await loadRevisionBase(folder, folder)
  storeBase(root, key, loaded)
  return loaded.base
}

/** Makes `loadBase` return the base of sources that were checked out. Throws a Failure with the problems of the base. */
export async function useCheckedOutBase(
  root: string,
  folder: string,
  contents: ReadonlyMap<string, string>,
): Promise<void> {
  // Loading a second copy of an equal base takes as long as four renders.
  const base = hasSameBase(root, contents) ? await loadBase(root) : await checkedOutBase(root, folder, contents)
  useJudgedBase(folder, base)
}

const digestsOf = (contents: ReadonlyMap<string, string>): readonly string[] =>
  [...contents]
    .filter(([file]) => file.startsWith('base/'))
    .map(([file, content]) => `${file}\0${hash('sha256', content)}`)
    .sort()
