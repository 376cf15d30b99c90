import type { Finding, KubernetesObject, Origin, Place, SourcedObject } from '@thanos-gitops/manifest'

/** What is wrong with a field of an object. */
export interface ObjectProblem {
  /** JSON Pointer of the field, or of the nearest parent of a missing field. */
  readonly pointer: string
  /** Other fields that may be the cause, most likely first. */
  readonly related?: readonly string[]
  /** Its place depends on where the object comes from. */
  readonly finding: Omit<Finding, 'place' | 'rendered'>
}

/** The place of a field: the line of the patch or of the base that sets it, if the renderer recorded it. */
export function placedFinding(
  { pointer, related = [], finding }: ObjectProblem,
  placeOf: (pointer: string) => Place,
  origins: SourcedObject['origins'],
): Finding {
  const rendered = placeOf(pointer)
  const candidates = [pointer, ...related].flatMap((one) => origins?.(one).slice(0, 1) ?? [])
  const origin = lastPatch(candidates) ?? candidates[0]
  return { ...finding, place: origin?.place ?? rendered, ...(origin && { rendered }) }
}

/** The patch that is applied last, if a patch sets any of the fields: without it, the environment is in use already. */
const lastPatch = (origins: readonly Origin[]): Origin | undefined =>
  origins
    .filter((origin) => patchPlace(origin) !== undefined)
    .reduce<Origin | undefined>(
      (last, one) => (last === undefined || isAfter(patchPlace(one)!, patchPlace(last)!) ? one : last),
      undefined,
    )

/** The operation that sets a field, also if it refers to a setting. */
const patchPlace = ({ layer, place, usedAt }: Origin): Place | undefined =>
  layer === 'patch' ? place : layer === 'setting' ? usedAt : undefined

const isAfter = (a: Place, b: Place): boolean => (a.file === b.file ? (a.line ?? 0) > (b.line ?? 0) : a.file > b.file)

/** `StatefulSet/thanos-store`, or the kind alone. */
export const nameOf = ({ kind, metadata }: KubernetesObject): string =>
  metadata?.name ? `${kind}/${metadata.name}` : kind
