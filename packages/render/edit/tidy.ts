import type { Base } from '@thanos-gitops/manifest'
import type { YAMLMap } from 'yaml'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import type { DisabledPatch } from '../patches/apply-patches.ts'
import type { RedundantOperation } from '../patches/redundant-operations.ts'
import type { RenderedEnvironment } from '../render.ts'
import { operationIn, operationRemoval, patchesIn } from './patch-items.ts'
import { editFile, renderSources, requireRendered, type SourceFiles } from './source-files.ts'
import { type Edit, fieldOf, itemRemoval, valueEdit, valueSource } from './yaml-edits.ts'

export interface Tidied {
  readonly sources: SourceFiles
  /** The number of removed operations and patches. */
  readonly removed: number
  /** Operations without effect whose removal would change the manifests. */
  readonly left: readonly RedundantOperation[]
}

/** Removes operations and patches without effect, one after the other, if no manifest changes. Throws a Failure. */
export function tidyPatches(base: Base, files: EnvironmentFiles, original: SourceFiles): Tidied {
  let sources = original
  let removed = 0
  let current = requireRendered(renderSources(base, files, original))
  const manifests = manifestsOf(current)
  const left = new Set<string>()
  for (;;) {
    const next = candidates(current).find(({ key }) => !left.has(key))
    if (next === undefined) return { sources, removed, left: current.redundant }
    const edited = next.remove(sources)
    const rendered = renderSources(base, files, edited)
    if (!('manifests' in rendered) || manifestsOf(rendered) !== manifests) {
      left.add(next.key)
      continue
    }
    sources = edited
    current = rendered
    removed++
    // The removal has changed the places of the others.
    left.clear()
  }
}

/** An operation or patch that can be removed. */
interface Candidate {
  readonly key: string
  remove(sources: SourceFiles): SourceFiles
}

const candidates = ({ disabledPatches, redundant }: RenderedEnvironment): readonly Candidate[] => [
  ...disabledPatches.map((patch) => ({
    key: keyOf(patch.target.at),
    remove: (sources: SourceFiles) => withoutPatch(sources, patch),
  })),
  ...redundant.map((operation) => ({
    key: keyOf(operation.operation),
    remove: (sources: SourceFiles) => withoutOperation(sources, operation),
  })),
]

const keyOf = ({ file, at }: { file: string; at: readonly (string | number)[] }): string => `${file} ${at.join('/')}`

const manifestsOf = ({ manifests }: RenderedEnvironment): string =>
  manifests.map(({ file, text }) => `${file}\n${text}`).join('\0')

const withoutPatch = (sources: SourceFiles, { target: { at } }: DisabledPatch): SourceFiles =>
  editFile(sources, at.file, (content) => [itemRemoval(patchesIn(at.file, content)[Number(at.at[0])]!)])

function withoutOperation(sources: SourceFiles, redundant: RedundantOperation): SourceFiles {
  const { operation } = redundant
  // The later operation first: its edits do not move the earlier one.
  const edited = withLaterOperation(sources, redundant)
  return editFile(edited, operation.file, (content) => operationRemoval(operation, content))
}

/** Changes the later operation, which decides the value, so that it has the same effect without the earlier one. */
function withLaterOperation(sources: SourceFiles, { reason, operation, by, created }: RedundantOperation): SourceFiles {
  if (by === undefined || reason === 'no-effect') return sources
  const change = (edits: (content: string, node: YAMLMap) => readonly Edit[]): SourceFiles =>
    editFile(sources, by.file, (content) => edits(content, operationIn(by, content).item.node))
  const opEdit = (content: string, node: YAMLMap, op: string): Edit => valueEdit(content, fieldOf(node, 'op')!, op)
  if (reason === 'removed-and-added') {
    const content = sources.get(operation.file)!
    const path = valueSource(content, fieldOf(operationIn(operation, content).item.node, 'path')!)
    return change((later, node) => [opEdit(later, node, 'replace'), valueEdit(later, fieldOf(node, 'path')!, path)])
  }
  if (created && by.op === 'remove') return editFile(sources, by.file, (content) => operationRemoval(by, content))
  return created && by.op === 'replace' ? change((content, node) => [opEdit(content, node, 'add')]) : sources
}
