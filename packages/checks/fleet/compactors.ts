import { lastUse, type Program } from '@thanos-gitops/workloads'
import type { FleetMember } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { type BlockSelection, blockSelection, commonStream, type Stream } from '../thanos/block-selection.ts'
import { type Bucket, placeOfBucket, sharedBucketOf } from '../thanos/bucket.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configFlag } from '../thanos/config-documents.ts'
import { blockSelector, endsBefore } from '../thanos/one-compactor-per-stream.ts'
import type { ProblemPlace } from '../thanos/places.ts'

/** A compactor of an environment, with a bucket that others can have. */
export interface Compactor {
  readonly member: FleetMember
  readonly program: Program
  readonly bucket: Bucket
  /** The content of `--selector.relabel-config`; empty without the flag. */
  readonly selector: string
  readonly selection: BlockSelection
  /** Of the bucket. */
  readonly place: ProblemPlace
}

export const compactorsOf = (member: FleetMember): Compactor[] =>
  thanosPrograms(member.context, 'compact').flatMap((program) => {
    const { context } = member
    const bucket = sharedBucketOf(context, program)
    if (bucket === undefined) return []
    const selector = blockSelector(context, program) ?? ''
    const selection = blockSelection(context, program)
    return [{ member, program, bucket, selector, selection, place: placeOfBucket(context, program) }]
  })

/** Whether it works on all blocks of its folder. */
export const worksOnAllBlocks = ({ program, selector }: Compactor): boolean =>
  selector === '' && ['min-time', 'max-time'].every((flag) => lastUse(program, flag) === undefined)

/** The place of the selector, or of the bucket without one. */
export function placeOfSelection({ program, place }: Compactor): ProblemPlace {
  const use = configFlag(program, 'selector.relabel-config')
  return use === undefined ? place : flagPlace(program, use)
}

/** What two compactors of a folder both work on: a stream, or all that one of them works on. Undefined if nothing is found. */
export function overlapOf(one: Compactor, other: Compactor): { readonly stream?: Stream } | undefined {
  if (endsBefore(one.program, other.program) || endsBefore(other.program, one.program)) return undefined
  if (one.selector === '' || other.selector === '' || one.selector === other.selector) return {}
  const stream = commonStream(one.selection, other.selection)
  return stream && { stream }
}

/**
 * The compactors of a folder by a value that they require, so that a compactor is not compared with all others where each
 * environment selects its own label.
 */
export class CompactorIndex {
  readonly #byLabel = new Map<string, Map<string, Compactor[]>>()
  readonly #others: Compactor[] = []

  add(compactor: Compactor): void {
    const required = requiredValues(compactor)
    if (required === undefined) this.#others.push(compactor)
    else for (const value of required.values) addTo(this.#valuesOf(required.label), value, compactor)
  }

  /** Those that may work on the same blocks. */
  *near(compactor: Compactor): Generator<Compactor> {
    const required = requiredValues(compactor)
    yield* this.#others
    for (const [label, byValue] of this.#byLabel)
      if (label !== required?.label) for (const found of byValue.values()) yield* found
      else for (const value of required.values) yield* byValue.get(value) ?? []
  }

  #valuesOf(label: string): Map<string, Compactor[]> {
    const found = this.#byLabel.get(label) ?? new Map<string, Compactor[]>()
    this.#byLabel.set(label, found)
    return found
  }
}

const addTo = (map: Map<string, Compactor[]>, value: string, compactor: Compactor): void => {
  const found = map.get(value)
  if (found === undefined) map.set(value, [compactor])
  else found.push(compactor)
}

const requiredValues = ({
  selection,
}: Compactor): { readonly label: string; readonly values: readonly string[] } | undefined =>
  (selection ?? []).flatMap(({ required }) => required ?? [])[0]
