import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { identityOf, leadsOut, type Origin, type Place, pathFrom, type SourcedObject } from '@thanos-gitops/manifest'
import { loadBase, useBase } from '../base/load-base.ts'
import { environmentReader } from '../sourced-environment.ts'

/** Adds the sources of their fields to committed objects. Returns undefined if the environment does not render. */
export type BaseOrigins = (
  environment: string,
  committed: readonly SourcedObject[],
) => readonly SourcedObject[] | undefined

/**
 * Renders the sources of the base revision, so that an old value has its line in a patch or a component. The committed
 * objects stay the ones that are compared: an object that does not render to the same content keeps its place in the manifest
 * and gets no sources.
 *
 * @param root the repository whose packages render the base revision
 * @param contents the files of the base revision below base/ and environments/, by their paths from its root
 * @param displayFile such a path, as messages name it
 * @returns undefined if the base/ of that revision does not load with these packages
 */
export async function baseOrigins(
  root: string,
  contents: ReadonlyMap<string, string>,
  displayFile: (file: string) => string,
): Promise<BaseOrigins | undefined> {
  const read = await environmentReader(await checkedOut(root, contents)).catch(() => undefined)
  if (read === undefined) return undefined
  const displayOrigin = originDisplay(displayFile)
  return (environment, committed) => {
    const sourced = read(environment)
    if (!('environment' in sourced)) return undefined
    const rendered = new Map(sourced.objects.map((object) => [identityOf(object.object), object]))
    return committed.map((object) => {
      const renderedObject = rendered.get(identityOf(object.object))
      return renderedObject?.origins && isDeepStrictEqual(renderedObject.object, object.object)
        ? { ...object, origins: (pointer) => renderedObject.origins!(pointer).map(displayOrigin) }
        : object
    })
  }
}

function originDisplay(displayFile: (file: string) => string): (origin: Origin) => Origin {
  const displayPlace = (place: Place): Place => ({ ...place, file: displayFile(place.file) })
  return ({ place, usedAt, partsAt, ...origin }) => ({
    ...origin,
    place: displayPlace(place),
    ...(usedAt ? { usedAt: displayPlace(usedAt) } : {}),
    ...(partsAt ? { partsAt: partsAt.map(displayPlace) } : {}),
  })
}

/** Writes files into a temporary folder, which is removed when the process ends. */
async function checkedOut(root: string, contents: ReadonlyMap<string, string>): Promise<string> {
  // Not below node_modules: Node.js strips no types there.
  const folder = mkdtempSync(join(tmpdir(), 'thanos-gitops-base-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const [file, content] of contents) {
    // git does not write such a tree, but a crafted one can contain it.
    if (leadsOut(pathFrom(folder, join(folder, file)))) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), content)
  }
  const modules = join(root, 'node_modules')
  if (existsSync(modules)) symlinkSync(modules, join(folder, 'node_modules'), 'junction')
  // Loading a second copy of an equal base takes as long as four renders.
  if (hasSameBase(root, contents)) useBase(folder, await loadBase(root))
  return folder
}

const hasSameBase = (root: string, contents: ReadonlyMap<string, string>): boolean =>
  [...contents].every(
    ([file, content]) =>
      !file.startsWith('base/') || (existsSync(join(root, file)) && readFileSync(join(root, file), 'utf8') === content),
  )
