import type { Base } from '@thanos-gitops/manifest'
import { type EnvironmentFiles, environmentsFolder } from '../environment/environment-files.ts'
import { layersFolder } from '../layers/layers-folder.ts'
import type { Operation } from '../patches/patch.ts'
import type { RenderedEnvironment } from '../render.ts'
import { addOperation, isSameOperation, type OperationSource, replaceOperation } from './copy-operation.ts'
import { type LocatedOperation, operationsOfFile, sourceOf, withoutOperation } from './located-operation.ts'
import type { SourceFiles } from './source-files.ts'
import { manifestsOf, renderUnchanged } from './tidy.ts'

export interface Move {
  /** The changed source files. */
  readonly sources: SourceFiles
  readonly moved: readonly LocatedOperation[]
  readonly kept: readonly KeptOperation[]
}

/** An operation that does not move, and why: completes a sentence after "because". */
export interface KeptOperation {
  readonly operation: Operation
  readonly reason: string
}

/** All environments that list a layer, with their source files and those of their layers. */
export interface LayerGroup {
  readonly layer: string
  readonly environments: readonly { readonly files: EnvironmentFiles; readonly rendered: RenderedEnvironment }[]
  readonly sources: SourceFiles
}

/**
 * Moves operations of an environment to a layer, and removes equal operations from the other environments that list the layer. An
 * operation stays if a manifest of any of them would change, or if half of them or fewer have it.
 */
export function moveToLayer(
  base: Base,
  group: LayerGroup,
  from: string,
  isChosen: (operation: LocatedOperation) => boolean,
): Move {
  const folder = `${layersFolder}/${group.layer}`
  const all = group.environments.map(({ files }) => operationsIn(group.sources, folderOf(files.name)))
  const isCommon = (operation: LocatedOperation): boolean =>
    all.filter((own) => own.some((one) => isEqual(one, operation))).length > all.length / 2
  const chosen = operationsIn(group.sources, folderOf(from)).filter(isChosen)
  const rare = chosen
    .filter((operation) => !isCommon(operation))
    .map(({ operation }) => ({ operation, reason: 'most environments that list the layer do not have it' }))
  const move = moveAll(base, group, chosen.filter(isCommon), (before, { key, operation }, source) => {
    const present = operationsIn(before, folder).findLast((one) => one.key === key)
    const added = present ? replaceOperation(before, present, source) : addOperation(before, folder, source)
    return group.environments.reduce((sources, { files }) => {
      const equal = operationsIn(sources, folderOf(files.name)).find((one) => isEqual(one, { key, operation }))
      return equal === undefined ? sources : withoutOperation(sources, equal)
    }, added)
  })
  return { ...move, kept: [...move.kept, ...rare] }
}

type Keyed = Pick<LocatedOperation, 'key' | 'operation'>

const isEqual = (a: Keyed, b: Keyed): boolean => a.key === b.key && isSameOperation(a.operation, b.operation)

/**
 * Moves operations of a layer to all environments that list it. An environment that sets the field itself keeps its operation. An
 * operation stays if a manifest would change.
 */
export function moveToEnvironments(
  base: Base,
  group: LayerGroup,
  isChosen: (operation: LocatedOperation) => boolean,
): Move {
  const folder = `${layersFolder}/${group.layer}`
  const chosen = operationsIn(group.sources, folder).filter(isChosen)
  return moveAll(base, group, chosen, (before, { key }, source) => {
    const added = group.environments.reduce((sources, { files }) => {
      const own = folderOf(files.name)
      return operationsIn(sources, own).some((one) => one.key === key) ? sources : addOperation(sources, own, source)
    }, before)
    const present = operationsIn(added, folder).find((one) => one.key === key)
    return present === undefined ? added : withoutOperation(added, present)
  })
}

const folderOf = (environment: string): string => `${environmentsFolder}/${environment}`

type MoveOne = (sources: SourceFiles, operation: LocatedOperation, source: OperationSource) => SourceFiles

/** Moves all chosen operations together if no manifest changes, and otherwise those that can move one after the other. */
function moveAll(
  base: Base,
  { environments, sources: original }: LayerGroup,
  chosen: readonly LocatedOperation[],
  moveOne: MoveOne,
): Move {
  const files = environments.map((environment) => environment.files)
  const manifests = environments.map(({ rendered }) => manifestsOf(rendered))
  const move = (sources: SourceFiles, operation: LocatedOperation): SourceFiles =>
    moveOne(sources, operation, sourceOf(original, operation))
  const isUnchanged = (sources: SourceFiles): boolean => renderUnchanged(base, files, sources, manifests) !== undefined
  const together = chosen.reduce(move, original)
  if (isUnchanged(together)) return { sources: together, moved: chosen, kept: [] }
  let sources = original
  const moved = chosen.filter((operation) => {
    const edited = move(sources, operation)
    const isPossible = isUnchanged(edited)
    if (isPossible) sources = edited
    return isPossible
  })
  const kept = chosen
    .filter((operation) => !moved.includes(operation))
    .map(({ operation }) => ({ operation, reason: 'a manifest would change' }))
  return { sources, moved, kept }
}

/** The operations in the patch files of an environment or a layer, in the order in which they are applied. */
function operationsIn(sources: SourceFiles, folder: string): readonly LocatedOperation[] {
  return [...sources]
    .filter(([file]) => file.startsWith(`${folder}/patches/`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([file, content]) => operationsOfFile(file, content))
}
