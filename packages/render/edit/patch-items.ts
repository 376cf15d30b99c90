import type { Operation } from '../patches/patch.ts'
import { type Edit, fieldOf, itemRemoval, itemsOf, type ListItem, parseContent } from './yaml-edits.ts'

/** The patches of a patch file. */
export const patchesIn = (file: string, content: string): readonly ListItem[] =>
  itemsOf(file, content, parseContent(content))

/** The operations of a patch. */
export const operationsIn = (file: string, content: string, patch: ListItem): readonly ListItem[] =>
  itemsOf(file, content, fieldOf(patch.node, 'patch'))

/** Where an operation is in the content of its file. */
export function operationIn(
  { file, at }: Pick<Operation, 'file' | 'at'>,
  content: string,
): { readonly item: ListItem; readonly patch: ListItem; readonly siblings: number } {
  const patch = patchesIn(file, content)[Number(at[0])]!
  const siblings = operationsIn(file, content, patch)
  return { item: siblings[Number(at[2])]!, patch, siblings: siblings.length }
}

/** Removes an operation, and its patch if it has no other operation. */
export function operationRemoval(operation: Operation, content: string): readonly Edit[] {
  const { item, patch, siblings } = operationIn(operation, content)
  return [itemRemoval(siblings === 1 ? patch : item)]
}

/** The first and the last line of an operation with the comments above it, from 1. */
export function linesOfOperation(
  operation: Pick<Operation, 'file' | 'at'>,
  content: string,
): readonly [number, number] {
  const { start, end } = operationIn(operation, content).item
  const lineOf = (offset: number): number => content.slice(0, offset).split('\n').length
  return [lineOf(start), lineOf(end - 1)]
}
