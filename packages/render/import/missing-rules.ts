// The policy of an import: what its patches change although no rule of `environments/policy.yaml` names it.
import { formatPointer, isObject, type Json, type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { applyOperation } from '../patches/apply-operation.ts'
import { resolvePath } from '../patches/resolve-path.ts'
import type { PolicyRule } from '../policy/policy-rule.ts'
import { rulesFor } from '../policy/refusal.ts'
import type { ComponentPatches } from './layers.ts'
import type { ImportOperation } from './operations.ts'

/** A rule of the policy, as it is written. */
export interface MissingRule {
  readonly path: string | readonly string[]
  readonly target: { readonly component: string }
}

/** One rule for each component whose patches no rule allows. */
export function missingRules(rules: readonly PolicyRule[], files: readonly ComponentPatches[]): readonly MissingRule[] {
  return files.flatMap(({ component, patches }) => {
    const paths = new Set(
      patches.flatMap(({ object, operations }) => missingPaths(rules, component, object, operations)),
    )
    if (paths.size === 0) return []
    const sorted = withSharedParents(paths)
    return [{ path: sorted.length === 1 ? sorted[0]! : sorted, target: { component } }]
  })
}

/** So many fields of one mapping are one path with `**`. */
const fewest = 3
/** A shorter path would have most of an object below it, such as `/spec/template/spec`. */
const leastDepth = 5

/** Sorted, with one path for a probe instead of one for each of its fields. */
function withSharedParents(paths: ReadonlySet<string>): readonly string[] {
  const shared = Map.groupBy([...paths], (path) => path.replace(/\/\*\*$/, '').replace(/\/[^/]*$/, ''))
  const general = [...shared].flatMap(([parent, fields]) => {
    const steps = parent.split('/').slice(1)
    return fields.length >= fewest && steps.length >= leastDepth && steps.at(-1) !== '*' ? [`${parent}/**`] : fields
  })
  return [...new Set(general)].sort()
}

function missingPaths(
  rules: readonly PolicyRule[],
  component: string,
  object: KubernetesObject,
  operations: readonly ImportOperation[],
): readonly string[] {
  const missing: string[] = []
  let current: unknown = object
  for (const { op, path, value } of operations) {
    const resolved = resolvePath(current, path, op === 'add')
    if (!('steps' in resolved)) return missing
    const { steps } = resolved
    const after = applyOperation(current, { op, path: steps, ...(op === 'remove' ? {} : { value }) })
    const written = steps.map((step, depth) =>
      step === '-' ? String((valueAt(current, steps.slice(0, depth)) as readonly unknown[]).length) : step,
    )
    const replaced = op === 'add' ? undefined : valueAt(current, steps)
    const isAllowed = (root: unknown, from: unknown): boolean =>
      leavesOf(from, written).every((leaf) => rulesFor(rules, component, root as KubernetesObject, leaf).length > 0)
    if (!isAllowed(after, op === 'remove' ? undefined : value) || !isAllowed(current, replaced))
      missing.push(generalPath(path, [value, replaced]))
    current = after
  }
  return missing
}

function leavesOf(value: unknown, steps: readonly string[]): readonly (readonly string[])[] {
  const entries = Array.isArray(value) || isObject(value) ? Object.entries(value) : []
  if (entries.length > 0) return entries.flatMap(([key, child]) => leavesOf(child, [...steps, key]))
  return value === undefined ? [] : [steps]
}

/** The path of a rule: `*` for each element of a list, and `**` for a value with fields. */
function generalPath(path: readonly string[], values: readonly (Json | unknown)[]): string {
  const steps = path.map((step) => (/^\[.*\]$/s.test(step) || /^(?:-|\d+)$/.test(step) ? '*' : step))
  const isDeep = values.some((value) => typeof value === 'object' && value !== null)
  return `${formatPointer(steps)}${isDeep ? '/**' : ''}`
}
