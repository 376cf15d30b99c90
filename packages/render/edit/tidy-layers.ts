import type { Base } from '@thanos-gitops/manifest'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import { type DeadOperation, deadEverywhere, deadOperations, keyOf } from '../layers/dead-operations.ts'
import { layerOf } from '../layers/layers-folder.ts'
import type { Operation } from '../patches/patch.ts'
import { operationRemoval } from './patch-items.ts'
import { editFile, type SourceFiles } from './source-files.ts'
import { removeWhileUnchanged, type Tidied, withLaterOperation } from './tidy.ts'

/**
 * Removes the operations of layers that have no effect in any environment that lists the layer, if no manifest changes. Throws a
 * Failure.
 *
 * @param environments layers that other environments list too stay as they are
 * @param users the environments that list each layer
 * @param original the sources of all these environments
 */
export function tidyLayers(
  base: Base,
  environments: readonly EnvironmentFiles[],
  users: ReadonlyMap<string, readonly string[]>,
  original: SourceFiles,
): Pick<Tidied, 'sources' | 'removed'> {
  const names = new Set(environments.map(({ name }) => name))
  const isEditable = ({ file }: Operation): boolean =>
    (users.get(layerOf(file) ?? '') ?? []).every((user) => names.has(user))
  const listing = environments.filter(({ layers = [] }) => layers.length > 0)
  return removeWhileUnchanged(base, listing, original, (rendered) => {
    const dead = new Map(rendered.map((one) => [one.environment.name, deadOperations(one)]))
    return deadEverywhere(dead, users)
      .filter((reasons) => laterOperations(reasons).every(isEditable))
      .map((reasons) => ({ key: keyOf(reasons[0]!.operation), remove: (sources) => without(sources, reasons) }))
  })
}

const laterOperations = (reasons: readonly DeadOperation[]): readonly Operation[] =>
  reasons.flatMap((reason) => ('redundant' in reason ? (reason.redundant.by ?? []) : []))

/** Changes the later operations of all environments so that they have the same effect without the operation, and removes it. */
function without(sources: SourceFiles, reasons: readonly DeadOperation[]): SourceFiles {
  const { operation } = reasons[0]!
  const redundant = reasons.flatMap((reason) => ('redundant' in reason ? [reason.redundant] : []))
  // One for each later operation, from the end of each file, so that the places of the operations before stay.
  const distinct = [...new Map(redundant.map((one) => [one.by === undefined ? '' : keyOf(one.by), one])).values()]
  const edited = distinct
    .toSorted((a, b) => orderOf(b.by) - orderOf(a.by))
    .reduce((current, one) => withLaterOperation(current, one), sources)
  return editFile(edited, operation.file, (content) => operationRemoval(operation, content))
}

const orderOf = (operation: Operation | undefined): number =>
  operation === undefined ? 0 : Number(operation.at[0]) * 10_000 + Number(operation.at[2])
