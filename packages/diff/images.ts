import type { SourcedObject } from '@thanos-gitops/manifest'
import type { ImageChange } from '@thanos-gitops/manifest/change'
import {
  type Container,
  catalogueOf,
  compareVersions,
  containerEntries,
  type Flags,
  type FlagUse,
  flagNamed,
  type Program,
  plainVersion,
  readProgram,
  removedFlag,
  type Workload,
} from '@thanos-gitops/workloads'
import { workloadLabel, workloadOf } from './manifest-set.ts'
import type { Pair } from './pairs.ts'

type ChangedFlag = NonNullable<ImageChange['flags']>[number]

/** One image change, with all workloads that have it. */
interface CollectedChange {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly workloads: Set<string>
  readonly flags: ChangedFlag[]
}

/** The images that change, with the flags in use that the new version no longer has or deprecates. */
export function imagesOf(pairs: readonly Pair[]): readonly ImageChange[] {
  const changes = new Map<string, CollectedChange>()
  for (const { before, after } of pairs.filter(changesImages)) {
    const [workloadBefore, workloadAfter] = [before, after].map((one) => one && workloadOf(one.object, one))
    if (workloadBefore === undefined || workloadAfter === undefined) continue
    const label = workloadLabel(workloadAfter)
    for (const [from, to] of pairContainers(workloadBefore, workloadAfter)) {
      if (from?.image === to?.image) continue
      const key = JSON.stringify([from?.image, to?.image])
      const change = changes.get(key) ?? { from: from?.image, to: to?.image, workloads: new Set(), flags: [] }
      changes.set(key, change)
      change.workloads.add(label)
      if (from && to) change.flags.push(...changedFlags(from, to, label))
    }
  }
  return [...changes.values()].map(({ from, to, workloads, flags }) => ({
    workloads: [...workloads].sort(),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(flags.length > 0 && { flags }),
  }))
}

/** Tested before the workloads are read: most pairs have the same images. */
function changesImages({ before, after }: Pair): boolean {
  if (before === undefined || after === undefined) return false
  const images = ({ object }: SourcedObject): string =>
    JSON.stringify(containerEntries(object).map(({ fields: { name, image } }) => [name, image]))
  return images(before) !== images(after)
}

/** The containers of one name on both sides. */
function pairContainers(
  before: Workload,
  after: Workload,
): readonly (readonly [Container | undefined, Container | undefined])[] {
  const named = ({ containers }: Workload, name: string): Container | undefined =>
    containers.find((container) => container.name === name)
  const names = new Set([...before.containers, ...after.containers].map(({ name }) => name))
  return [...names].map((name) => [named(before, name), named(after, name)] as const)
}

/** The flags of a container that its new version removed or deprecated. */
function changedFlags(before: Container, after: Container, workload: string): readonly ChangedFlag[] {
  const program = readProgram(after)
  const [from, to] = [before, after].map(({ imageReference: { tag } }) => (tag === undefined ? tag : plainVersion(tag)))
  if (program === undefined || from === undefined || to === undefined) return []
  const flags = { before: exactFlags(program, from), after: exactFlags(program, to) }
  const uses = [...Map.groupBy(program.uses, writtenName).values()].map(([first]) => first!)
  return uses.flatMap((use) => {
    const change = removal(program, use.name, from, to) ?? catalogueChange(use.name, flags)
    return change === undefined ? [] : [{ flag: writtenName(use), workload, ...change }]
  })
}

type FlagChange = Pick<ChangedFlag, 'state' | 'note'>

const withNote = (state: FlagChange['state'], note: string | undefined): FlagChange => ({
  state,
  ...(note !== undefined && note !== '' && { note }),
})

/** Without a catalogue of the old version, the program is assumed to have started with its flags. */
function catalogueChange(
  name: string,
  { before, after }: { readonly before: Flags | undefined; readonly after: Flags | undefined },
): FlagChange | undefined {
  if (after === undefined) return undefined
  const [flagBefore, flagAfter] = [before && flagNamed(before, name), flagNamed(after, name)]
  if (flagAfter === undefined)
    return before === undefined || flagBefore !== undefined ? withNote('removed', undefined) : undefined
  const isNewlyDeprecated = flagAfter.deprecated !== undefined && flagBefore?.deprecated === undefined
  return isNewlyDeprecated ? withNote('deprecated', flagAfter.deprecated) : undefined
}

/** `--store`, `--no-web.enable-lifecycle`. */
const writtenName = ({ name, isNegated }: FlagUse): string => `--${isNegated ? 'no-' : ''}${name}`

/** The flags of a version; undefined if the catalogue does not contain the version. */
function exactFlags({ name, command = '' }: Program, version: string): Flags | undefined {
  const found = catalogueOf(name, version)
  return found?.isExact ? found.catalogue.commands[command] : undefined
}

/** A flag that a version between two others removed. */
function removal({ name, command = '' }: Program, flag: string, from: string, to: string): FlagChange | undefined {
  const removed = removedFlag(name, command, flag)
  if (removed === undefined) return undefined
  const isBetween = compareVersions(from, removed.since) < 0 && compareVersions(to, removed.since) >= 0
  return isBetween ? withNote('removed', removed.remedy) : undefined
}
