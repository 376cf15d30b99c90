import type { Base } from '@thanos-gitops/manifest'
import type { YAMLMap } from 'yaml'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import type { DisabledPatch } from '../patches/apply-patches.ts'
import type { Operation } from '../patches/patch.ts'
import type { RedundantOperation } from '../patches/redundant-operations.ts'
import type { RenderedEnvironment } from '../render.ts'
import { applyEdits, type Edit, fieldOf, type Item, itemsOf, parseText, valueEdit, valueText } from './patch-text.ts'
import { rendered, renderTexts, type Texts } from './texts.ts'

export interface Tidied {
  readonly texts: Texts
  /** How many operations are gone. */
  readonly removed: number
  /** What is for nothing, and could not be taken away without a change of the manifests. */
  readonly left: readonly RedundantOperation[]
}

/**
 * Takes away the operations and patches that do nothing, one after the other, each only if all manifests stay as they are
 * to the byte.
 */
export function tidyPatches(base: Base, files: EnvironmentFiles, given: Texts): Tidied {
  const render = (texts: Texts): RenderedEnvironment | undefined => {
    const result = renderTexts(base, files, texts)
    return 'manifests' in result ? result : undefined
  }
  let texts = given
  let removed = 0
  let current = rendered(renderTexts(base, files, given))
  const wanted = manifestsOf(current)
  const left = new Set<string>()
  for (;;) {
    const next = [
      ...current.disabledPatches.map((patch) => ({
        key: keyOf(patch.target.at),
        edit: () => withoutPatch(texts, patch),
      })),
      ...current.redundant.map((one) => ({ key: keyOf(one.operation), edit: () => withoutOperation(texts, one) })),
    ].find(({ key }) => !left.has(key))
    if (next === undefined) return { texts, removed, left: current.redundant }
    const edited = next.edit()
    const after = render(edited)
    if (after === undefined || manifestsOf(after) !== wanted) left.add(next.key)
    else {
      texts = edited
      current = after
      removed++
      // Places have moved.
      left.clear()
    }
  }
}

const keyOf = ({ file, at }: { file: string; at: readonly (string | number)[] }): string => `${file} ${at.join('/')}`

const manifestsOf = ({ manifests }: RenderedEnvironment): string =>
  manifests.map(({ file, text }) => `${file}\n${text}`).join('\0')

function withoutPatch(texts: Texts, { target: { at } }: DisabledPatch): Texts {
  return edit(texts, at.file, (text) => removal(patchesIn(at.file, text)[Number(at.at[0])]!))
}

function withoutOperation(texts: Texts, { reason, operation, by, created }: RedundantOperation): Texts {
  let result = texts
  const changeLater = (change: (text: string, node: YAMLMap) => readonly Edit[]): void => {
    if (by) result = edit(result, by.file, (text) => change(text, operationIn(by, text).item.node))
  }
  const opIs = (text: string, node: YAMLMap, op: string): Edit => valueEdit(text, fieldOf(node, 'op')!, op)
  const bothGo = reason === 'overwritten' && created && by?.op === 'remove'
  if (reason === 'removed-and-added') {
    const before = texts.get(operation.file)!
    const path = valueText(before, fieldOf(operationIn(operation, before).item.node, 'path')!)
    changeLater((text, node) => [opIs(text, node, 'replace'), valueEdit(text, fieldOf(node, 'path')!, path)])
  } else if (reason === 'overwritten' && created && by?.op === 'replace')
    changeLater((text, node) => [opIs(text, node, 'add')])
  // The later one first: its place is behind.
  if (bothGo) result = edit(result, by.file, (text) => operationRemoval(by, text))
  return edit(result, operation.file, (text) => operationRemoval(operation, text))
}

function edit(texts: Texts, file: string, make: (text: string) => readonly Edit[]): Texts {
  const text = texts.get(file)!
  return new Map(texts).set(file, applyEdits(text, make(text)))
}

export const patchesIn = (file: string, text: string): readonly Item[] => itemsOf(file, text, parseText(text))

export const operationsIn = (file: string, text: string, patch: Item): readonly Item[] =>
  itemsOf(file, text, fieldOf(patch.node, 'patch'))

function operationIn({ file, at }: Operation, text: string): { item: Item; patch: Item; siblings: number } {
  const patch = patchesIn(file, text)[Number(at[0])]!
  const siblings = operationsIn(file, text, patch)
  return { item: siblings[Number(at[2])]!, patch, siblings: siblings.length }
}

/** A patch without operations is none. */
export function operationRemoval(operation: Operation, text: string): readonly Edit[] {
  const { item, patch, siblings } = operationIn(operation, text)
  return removal(siblings === 1 ? patch : item)
}

const removal = ({ start, end }: Item): readonly Edit[] => [{ start, end, text: '' }]
