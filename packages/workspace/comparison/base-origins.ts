import { isDeepStrictEqual } from 'node:util'
import { identityOf, type Origin, type Place, type SourcedObject } from '@thanos-gitops/manifest'
import { environmentReader } from '../sourced-environment.ts'
import { checkedOut } from '../sources/checked-out.ts'
import { useCheckedOutBase } from '../sources/checked-out-base.ts'

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
  const folder = checkedOut(root, contents)
  const read = await readerOf(root, folder, contents).catch(() => undefined)
  if (read === undefined) return undefined
  const displayOrigin = originDisplay(displayFile)
  return (environment, committed) => {
    const sourced = read(environment)
    if (!('environment' in sourced)) return undefined
    const rendered = new Map(sourced.objects.map((object) => [identityOf(object.object), object]))
    return committed.map((object) => {
      const { origins, originalImage, object: known } = rendered.get(identityOf(object.object)) ?? {}
      return origins && isDeepStrictEqual(known, object.object)
        ? {
            ...object,
            origins: (pointer) => origins(pointer).map(displayOrigin),
            ...(originalImage && { originalImage }),
          }
        : object
    })
  }
}

async function readerOf(root: string, folder: string, contents: ReadonlyMap<string, string>) {
  await useCheckedOutBase(root, folder, contents)
  return environmentReader(folder, [], root)
}

function originDisplay(displayFile: (file: string) => string): (origin: Origin) => Origin {
  // A line of a pinned base names its revision already.
  const displayPlace = (place: Place): Place =>
    isAtRevision(place) ? place : { ...place, file: displayFile(place.file) }
  return ({ place, usedAt, partsAt, ...origin }) => ({
    ...origin,
    place: displayPlace(place),
    ...(usedAt ? { usedAt: displayPlace(usedAt) } : {}),
    ...(partsAt ? { partsAt: partsAt.map(displayPlace) } : {}),
  })
}

const isAtRevision = ({ file }: Place): boolean => /^[^:]+:(base|environments)\//.test(file)
