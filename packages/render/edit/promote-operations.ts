import { placeText } from '@thanos-gitops/manifest'
import { environmentsFolder } from '../environment/environment-files.ts'
import { layerOf } from '../layers/layers-folder.ts'
import type { Operation, OperationName, Target } from '../patches/patch.ts'
import { resolvePath } from '../patches/resolve-path.ts'
import { matchesTarget } from '../patches/select-targets.ts'
import { rulesFor } from '../policy/refusal.ts'
import { addOperation, isSameOperation, replaceOperation } from './copy-operation.ts'
import { type LocatedOperation, operationsOfFile, sourceOf, withoutOperation } from './located-operation.ts'
import type { PromotionSide } from './promotion-side.ts'
import type { SourceFiles } from './source-files.ts'

const promotedOperations: readonly OperationName[] = ['add', 'replace', 'remove']

/** The target's sources with the promotable operations of the other environment instead of its own. */
export function promoteOperations(
  from: PromotionSide,
  to: PromotionSide,
  component: string | undefined,
  skipped: string[],
): SourceFiles {
  const promoted = promotableOperations(from, from.sources, component)
  let sources = withoutOthers(from, to, promoted, component, skipped)
  for (const located of promoted.values()) {
    const { key, target, operation } = located
    if (!hasTarget(to, target)) {
      skipped.push(`${to.files.name} does not have ${target.kind ?? 'target'}/${target.name ?? '*'}.`)
      continue
    }
    const source = sourceOf(from.sources, located)
    const existing = promotableOperations(to, sources, component).get(key)
    const isOwn = existing !== undefined && layerOf(existing.file) === undefined
    if (isOwn) sources = replaceOperation(sources, existing, source)
    // An operation of the environment overrides that of its layer.
    else if (existing === undefined || !isSameOperation(existing.operation, operation))
      sources = addOperation(sources, `${environmentsFolder}/${to.files.name}`, source)
  }
  return sources
}

const hasTarget = ({ rendered }: PromotionSide, target: Target): boolean =>
  rendered.targets.some((one) => matchesTarget(target, one.object, one.component))

/** The target's sources without promotable operations that the other environment does not have. */
function withoutOthers(
  from: PromotionSide,
  to: PromotionSide,
  promoted: ReadonlyMap<string, LocatedOperation>,
  component: string | undefined,
  skipped: string[],
): SourceFiles {
  // From the end of each file, so that the places of the operations before stay.
  const others = [...promotableOperations(to, to.sources, component).values()]
    .reverse()
    .filter(({ key, target }) => !promoted.has(key) && hasTarget(from, target))
  for (const { file, operation } of others)
    if (layerOf(file) !== undefined)
      skipped.push(
        `${placeText(operation.place('path'))} sets a field that ${from.files.name} does not set. Other environments list the layer ${layerOf(file)}.`,
      )
  return others.filter(({ file }) => layerOf(file) === undefined).reduce(withoutOperation, to.sources)
}

/** The promotable operations of an environment by their keys. */
function promotableOperations(
  side: PromotionSide,
  sources: SourceFiles,
  component: string | undefined,
): ReadonlyMap<string, LocatedOperation> {
  const found = new Map<string, LocatedOperation>()
  for (const [file, content] of sources) {
    if (file === side.files.environment.file) continue
    for (const located of operationsOfFile(file, content))
      if (isPromotable(side, located.target, located.operation, component)) found.set(located.key, located)
  }
  return found
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
