import { basename } from 'node:path'
import { readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { environmentsFolder } from '../environment/environment-files.ts'
import { loadPatches } from '../patches/load-patches.ts'
import type { Operation, OperationName, Target } from '../patches/patch.ts'
import { resolvePath } from '../patches/resolve-path.ts'
import { matchesTarget } from '../patches/select-targets.ts'
import { rulesFor } from '../policy/refusal.ts'
import { operationIn, operationRemoval, operationsIn, patchesIn } from './patch-items.ts'
import type { PromotionSide } from './promotion-side.ts'
import { editFile, type SourceFiles } from './source-files.ts'
import { fieldOf, indented, type ListItem, shifted, valueEdit, valueSource } from './yaml-edits.ts'

const header = '# yaml-language-server: $schema=../patches.schema.json\n'
const promotedOperations: readonly OperationName[] = ['add', 'replace', 'remove']

/** An operation that the policy allows to be promoted. */
interface PromotableOperation {
  /** Identifies the target and the path, as they are written. */
  readonly key: string
  readonly file: string
  readonly target: Target
  readonly operation: Operation
}

/** The target's sources with the promotable operations of the other environment instead of its own. */
export function promoteOperations(
  from: PromotionSide,
  to: PromotionSide,
  component: string | undefined,
  skipped: string[],
): SourceFiles {
  const promoted = promotableOperations(from, from.sources, component)
  let sources = withoutOthers(from, to, promoted, component)
  for (const { key, file, target, operation } of promoted.values()) {
    if (!hasTarget(to, target)) {
      skipped.push(`${to.files.name} does not have ${target.kind ?? 'target'}/${target.name ?? '*'}.`)
      continue
    }
    const content = from.sources.get(file)!
    const source: OperationSource = { file, content, item: operationIn(operation, content).item, operation }
    const existing = promotableOperations(to, sources, component).get(key)
    sources = existing ? replaceOperation(sources, existing, source) : addOperation(sources, to, source)
  }
  return sources
}

const hasTarget = ({ rendered }: PromotionSide, target: Target): boolean =>
  rendered.targets.some((one) => matchesTarget(target, one.object, one.component))

/** The target's sources without promotable operations that the other environment does not have. */
function withoutOthers(
  from: PromotionSide,
  to: PromotionSide,
  promoted: ReadonlyMap<string, PromotableOperation>,
  component: string | undefined,
): SourceFiles {
  // From the end of each file, so that the places of the operations before stay.
  const present = [...promotableOperations(to, to.sources, component).values()].reverse()
  return present
    .filter(({ key, target }) => !promoted.has(key) && hasTarget(from, target))
    .reduce(
      (sources, { file, operation }) => editFile(sources, file, (content) => operationRemoval(operation, content)),
      to.sources,
    )
}

/** The promotable operations of an environment by their keys. */
function promotableOperations(
  side: PromotionSide,
  sources: SourceFiles,
  component: string | undefined,
): ReadonlyMap<string, PromotableOperation> {
  const found = new Map<string, PromotableOperation>()
  for (const [file, content] of sources) {
    if (file === side.files.environment.file) continue
    const source = readYaml(file, content) as YamlFile
    for (const { target, operations } of loadPatches(source, () => {}))
      for (const operation of operations) {
        if (!isPromotable(side, target, operation, component)) continue
        const key = keyOf(source, operation)
        found.set(key, { key, file, target, operation })
      }
  }
  return found
}

function keyOf({ value }: YamlFile, { at }: Operation): string {
  const entry = (value as readonly { target: object; patch: readonly { path: string }[] }[])[Number(at[0])]!
  const { expect: _expect, ...selection } = entry.target as Record<string, unknown>
  return JSON.stringify([Object.entries(selection).sort(), entry.patch[Number(at[2])]!.path])
}

function isPromotable(
  { rendered: { targets, policy } }: PromotionSide,
  target: Target,
  operation: Operation,
  component: string | undefined,
): boolean {
  if (policy === undefined || !promotedOperations.includes(operation.op)) return false
  const matching = targets.filter((one) => matchesTarget(target, one.object, one.component))
  return (
    matching.length > 0 &&
    matching.every((one) => {
      if (component !== undefined && one.component !== component) return false
      const path = resolvePath(one.object, operation.path, true)
      return (
        'steps' in path && rulesFor(policy.rules, one.component, one.object, path.steps).some((rule) => rule.promote)
      )
    })
  )
}

/** An operation of the other environment with its lines. */
interface OperationSource {
  readonly file: string
  readonly content: string
  readonly item: ListItem
  readonly operation: Operation
}

const linesOf = ({ content, item }: OperationSource): string => content.slice(item.start, item.end)

/** Replaces the value of an operation, or all its lines if it has another `op`. */
function replaceOperation(
  sources: SourceFiles,
  { file, operation: old }: PromotableOperation,
  source: OperationSource,
): SourceFiles {
  const { operation, content, item } = source
  if (old.op === operation.op && JSON.stringify(old.value) === JSON.stringify(operation.value)) return sources
  return editFile(sources, file, (target) => {
    const { item: place } = operationIn(old, target)
    const [before, after] = [fieldOf(place.node, 'value'), fieldOf(item.node, 'value')]
    if (old.op === operation.op && before && after)
      return [valueEdit(target, before, shifted(valueSource(content, after), place.indentation + 2))]
    const text = indented(linesOf(source), place.indentation - item.indentation)
    return [{ start: place.start, end: place.end, text }]
  })
}

/** Adds an operation to a patch with the same target, or else a new patch to the file of the same name. */
function addOperation(sources: SourceFiles, to: PromotionSide, source: OperationSource): SourceFiles {
  const { file, content, item, operation } = source
  const patch = patchesIn(file, content)[Number(operation.at[0])]!
  const own = `${environmentsFolder}/${to.files.name}/patches/${basename(file)}`
  const sibling = lastSibling(sources, to, own, targetOf(patch))
  if (sibling === undefined) return new Map(sources).set(own, withPatch(sources.get(own) ?? header, patch, source))
  const { indentation, end } = sibling.item
  const text = indented(linesOf(source), indentation - item.indentation)
  return editFile(sources, sibling.file, () => [{ start: end, end, text }])
}

const targetOf = ({ node }: ListItem): string => JSON.stringify((node.toJSON() as { target: unknown }).target)

/** The last operation of the first patch with a target: in the preferred file, or in another. */
function lastSibling(
  sources: SourceFiles,
  to: PromotionSide,
  preferred: string,
  target: string,
): { readonly file: string; readonly item: ListItem } | undefined {
  const files = new Set([preferred, ...sources.keys()])
  files.delete(to.files.environment.file)
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
