import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { identityOf, type Origin, type Place, type SourcedObject } from '@thanos-gitops/manifest'
import { loadBase, useBase } from './load-base.ts'
import { environmentReader } from './sourced-environment.ts'

/** Tells committed objects who wrote their fields. Undefined where the environment does not render. */
export type BaseReader = (
  environment: string,
  committed: readonly SourcedObject[],
) => readonly SourcedObject[] | undefined

/**
 * Renders the base's own sources, so that an old value has its line in a patch or a component. What was committed stays what is
 * compared: an object that does not render to it keeps the place in its manifest, and nothing else.
 *
 * @param root the repository, whose packages the base is rendered with
 * @param texts the base's files below base/ and environments/, by their paths from its root
 * @param shownFile such a path, as people can open it
 * @returns undefined where its base/ does not load with these packages: it is older, or broken
 */
export async function baseReader(
  root: string,
  texts: ReadonlyMap<string, string>,
  shownFile: (file: string) => string,
): Promise<BaseReader | undefined> {
  const read = await environmentReader(await checkedOut(root, texts)).catch(() => undefined)
  if (read === undefined) return undefined
  const shownPlace = (place: Place): Place => ({ ...place, file: shownFile(place.file) })
  const shownOrigin = ({ place, usedAt, partsAt, ...origin }: Origin): Origin => ({
    ...origin,
    place: shownPlace(place),
    ...(usedAt ? { usedAt: shownPlace(usedAt) } : {}),
    ...(partsAt ? { partsAt: partsAt.map(shownPlace) } : {}),
  })
  return (environment, committed) => {
    const found = read(environment)
    if (!('environment' in found)) return undefined
    const rendered = new Map(found.objects.map((sourced) => [identityOf(sourced.object), sourced]))
    return committed.map((sourced) => {
      const twin = rendered.get(identityOf(sourced.object))
      return twin?.origins && isDeepStrictEqual(twin.object, sourced.object)
        ? { ...sourced, origins: (pointer) => twin.origins!(pointer).map(shownOrigin) }
        : sourced
    })
  }
}

/** Puts files into a folder of their own until the process ends. */
async function checkedOut(root: string, texts: ReadonlyMap<string, string>): Promise<string> {
  // Not below node_modules, where Node.js strips no types.
  const folder = mkdtempSync(join(tmpdir(), 'thanos-gitops-base-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const [file, text] of texts) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const modules = join(root, 'node_modules')
  if (existsSync(modules)) symlinkSync(modules, join(folder, 'node_modules'), 'junction')
  const isUnchanged = [...texts].every(
    ([file, text]) =>
      !file.startsWith('base/') || (existsSync(join(root, file)) && readFileSync(join(root, file), 'utf8') === text),
  )
  // Loading it takes as long as four renders.
  if (isUnchanged) useBase(folder, await loadBase(root))
  return folder
}
