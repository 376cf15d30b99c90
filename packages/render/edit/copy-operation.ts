// Copies an operation with its lines, comments included, to another patch file.
import { basename } from 'node:path'
import type { YamlFile } from '@thanos-gitops/manifest'
import type { Operation } from '../patches/patch.ts'
import { operationIn, operationsIn, patchesIn } from './patch-items.ts'
import { editFile, type SourceFiles } from './source-files.ts'
import { fieldOf, indented, type ListItem, shifted, valueEdit, valueSource } from './yaml-edits.ts'

const header = '# yaml-language-server: $schema=../patches.schema.json\n'

/** Identifies the target and the path of an operation, as they are written. Each addition at the end of a list is one of its own. */
export function operationKey({ value }: YamlFile, { at, path, value: added }: Operation): string {
  const entry = (value as readonly { target: object; patch: readonly { path: string }[] }[])[Number(at[0])]!
  const { expect: _expect, ...selection } = entry.target as Record<string, unknown>
  return JSON.stringify([
    Object.entries(selection).sort(),
    entry.patch[Number(at[2])]!.path,
    ...(path.at(-1) === '-' ? [added] : []),
  ])
}

/** Whether two operations with the same key do the same. */
export const isSameOperation = (a: Operation, b: Operation): boolean =>
  a.op === b.op &&
  JSON.stringify(a.value) === JSON.stringify(b.value) &&
  JSON.stringify(a.from) === JSON.stringify(b.from)

/** An operation of a patch file with its lines. */
export interface OperationSource {
  readonly file: string
  readonly content: string
  readonly item: ListItem
  readonly operation: Operation
}

const linesOf = ({ content, item }: OperationSource): string => content.slice(item.start, item.end)

/** Replaces the value of an operation, or all its lines if it has another `op`. */
export function replaceOperation(
  sources: SourceFiles,
  { file, operation: old }: { readonly file: string; readonly operation: Operation },
  source: OperationSource,
): SourceFiles {
  const { operation, content, item } = source
  if (isSameOperation(old, operation)) return sources
  return editFile(sources, file, (target) => {
    const { item: place } = operationIn(old, target)
    const [before, after] = [fieldOf(place.node, 'value'), fieldOf(item.node, 'value')]
    if (old.op === operation.op && before && after)
      return [valueEdit(target, before, shifted(valueSource(content, after), place.indentation + 2))]
    const text = indented(linesOf(source), place.indentation - item.indentation)
    return [{ start: place.start, end: place.end, text }]
  })
}

/**
 * Adds an operation to a patch with the same target, or else a new patch to the file of the same name.
 *
 * @param folder the folder of an environment or of a layer
 */
export function addOperation(sources: SourceFiles, folder: string, source: OperationSource): SourceFiles {
  const { file, content, item, operation } = source
  const patch = patchesIn(file, content)[Number(operation.at[0])]!
  const own = `${folder}/patches/${basename(file)}`
  const sibling = lastSibling(sources, folder, own, targetOf(patch))
  if (sibling === undefined) return new Map(sources).set(own, withPatch(sources.get(own) ?? header, patch, source))
  const { indentation, end } = sibling.item
  const text = indented(linesOf(source), indentation - item.indentation)
  return editFile(sources, sibling.file, () => [{ start: end, end, text }])
}

const targetOf = ({ node }: ListItem): string => JSON.stringify((node.toJSON() as { target: unknown }).target)

/** The last operation of the first patch with a target: in the preferred file, or in another. */
function lastSibling(
  sources: SourceFiles,
  folder: string,
  preferred: string,
  target: string,
): { readonly file: string; readonly item: ListItem } | undefined {
  const files = new Set([preferred, ...[...sources.keys()].filter((file) => file.startsWith(`${folder}/patches/`))])
  for (const file of files) {
    const content = sources.get(file)
    const patch = content === undefined ? undefined : patchesIn(file, content).find((one) => targetOf(one) === target)
    const item = patch && operationsIn(file, content!, patch).at(-1)
    if (item) return { file, item }
  }
  return undefined
}

/** The content of a patch file with a new patch at its end. */
function withPatch(file: string, patch: ListItem, source: OperationSource): string {
  const target = valueSource(source.content, fieldOf(patch.node, 'target')!)
  const isFlow = target.startsWith('{')
  const head = isFlow ? `- target: ${target}\n` : `- target:\n${indented(`    ${shifted(target, 4)}`, 0)}\n`
  const separator = file.endsWith('\n') ? '' : '\n'
  return `${file}${separator}${head}  patch:\n${indented(linesOf(source), 4 - source.item.indentation)}`
}
