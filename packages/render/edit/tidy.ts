import type { Base } from '@thanos-gitops/manifest'
import type { YAMLMap } from 'yaml'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import { keyOf } from '../layers/dead-operations.ts'
import { layerOf } from '../layers/layers-folder.ts'
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

/** Removes the operations and patches of an environment that have no effect, if no manifest changes. Its layers stay. Throws a Failure. */
export function tidyPatches(base: Base, files: EnvironmentFiles, original: SourceFiles): Tidied {
  let left: readonly RedundantOperation[] = []
  const result = removeWhileUnchanged(base, [files], original, ([rendered]) => {
    left = rendered!.redundant.filter(({ operation }) => layerOf(operation.file) === undefined)
    return candidates(rendered!)
  })
  return { ...result, left }
}

/** Removes candidates one after the other, if no manifest of the environments changes. */
export function removeWhileUnchanged(
  base: Base,
  environments: readonly EnvironmentFiles[],
  original: SourceFiles,
  find: (rendered: readonly RenderedEnvironment[]) => readonly Candidate[],
): Pick<Tidied, 'sources' | 'removed'> {
  let sources = original
  let removed = 0
  let current: readonly RenderedEnvironment[] = environments.map((files) =>
    requireRendered(renderSources(base, files, original)),
  )
  const manifests = current.map(manifestsOf)
  const kept = new Set<string>()
  for (;;) {
    const next = find(current).find(({ key }) => !kept.has(key))
    if (next === undefined) return { sources, removed }
    const edited = next.remove(sources)
    const rendered = renderUnchanged(base, environments, edited, manifests)
    if (rendered === undefined) {
      kept.add(next.key)
      continue
    }
    sources = edited
    current = rendered
    removed++
    // The removal has changed the places of the others.
    kept.clear()
  }
}

/** Undefined if a manifest of an environment differs, or an environment does not render. */
export function renderUnchanged(
  base: Base,
  environments: readonly EnvironmentFiles[],
  sources: SourceFiles,
  manifests: readonly string[],
): readonly RenderedEnvironment[] | undefined {
  const all: RenderedEnvironment[] = []
  for (const [index, files] of environments.entries()) {
    const rendered = renderSources(base, files, sources)
    if (!('manifests' in rendered) || manifestsOf(rendered) !== manifests[index]) return undefined
    all.push(rendered)
  }
  return all
}

/** An operation or patch that can be removed. */
export interface Candidate {
  readonly key: string
  remove(sources: SourceFiles): SourceFiles
}

const candidates = ({ disabledPatches, redundant }: RenderedEnvironment): readonly Candidate[] => [
  ...disabledPatches
    .filter(({ target }) => layerOf(target.at.file) === undefined)
    .map((patch) => ({
      key: keyOf(patch.target.at),
      remove: (sources: SourceFiles) => withoutPatch(sources, patch),
    })),
  ...redundant
    .filter(({ operation }) => layerOf(operation.file) === undefined)
    .map((operation) => ({
      key: keyOf(operation.operation),
      remove: (sources: SourceFiles) => withoutOperation(sources, operation),
    })),
]

export const manifestsOf = ({ manifests }: RenderedEnvironment): string =>
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
export function withLaterOperation(
  sources: SourceFiles,
  { reason, operation, by, created }: RedundantOperation,
): SourceFiles {
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
