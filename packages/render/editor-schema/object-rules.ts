import { labelOf } from '@thanos-gitops/manifest'
import type { PolicyRule } from '../policy/policy-rule.ts'
import { type Policy, rulesFor } from '../policy/refusal.ts'
import type { DescribedTarget } from './described-target.ts'
import { anyOfPatterns, type EditorSchema, opIs, pathIs, ref } from './editor-schema.ts'
import { escapePattern, type Field, pathPattern } from './field-tree.ts'
import { offeredPaths, pathLabels } from './offered-paths.ts'
import { addingOperations, writing } from './operation-schema.ts'
import { referenceDefinitions, unlessReference } from './references-schema.ts'
import { absentPath, missingPath } from './similar-paths.ts'

/**
 * The definitions of one object: the paths that its patches can name, and what the policy allows.
 *
 * @param kindRules the schema with the rules of its kind
 */
export function objectRules(
  target: DescribedTarget,
  policy: Policy | undefined,
  kindRules: EditorSchema,
): Readonly<Record<string, EditorSchema>> {
  const { object, firstPaths, otherPaths } = target
  const labels = pathLabels(firstPaths)
  const limits = limitRules(target, policy)
  const offeredIf = (exists: boolean): EditorSchema =>
    offeredPaths(
      firstPaths.filter((path) => path.exists === exists),
      otherPaths.filter((path) => path.exists === exists),
      labels,
    )
  const existingFields = patternsOf(target, (field) => field.exists)
  const allFields = patternsOf(target, () => true)
  return {
    fields: offeredIf(true),
    optional: offeredIf(false),
    field: withMessage(existingFields, `${labelOf(object)} does not have this field yet.`),
    absent: absentPath(object, firstPaths),
    place: withMessage(allFields, `${labelOf(object)} has no such field.`),
    missing: missingPath(object, firstPaths),
    operationOfObject: {
      allOf: [
        ...pathRules,
        kindRules,
        ...(limits.length === 0 ? [] : [unlessReference(limits)]),
        ...policyRules(target, policy),
        ...flagRules(target),
      ],
    },
    ...(limits.length === 0 ? {} : referenceDefinitions),
  }
}

/** One pattern for each state of the object, without repetitions. */
const patternsOf = ({ trees }: DescribedTarget, isChosen: (field: Field) => boolean): readonly string[] => [
  ...new Set(trees.map((tree) => pathPattern(tree, isChosen)).filter((pattern) => pattern !== undefined)),
]

/** Without a pattern, no path is valid. */
const withMessage = (patterns: readonly string[], message: string): EditorSchema => ({
  ...anyOfPatterns(patterns.length === 0 ? ['(?!)'] : patterns),
  patternErrorMessage: message,
})

// Patterns decide which paths are valid, and lists are for completion. Where two environments of a layer match, the language server would
// take an anyOf for one that matches completely, and replace the title of the path.
const offered = (...names: readonly string[]): EditorSchema => ({ oneOf: [{ properties: {} }, ...names.map(ref)] })
const existingPath = {
  if: ref('place'),
  then: { if: ref('field'), else: ref('absent') },
  else: ref('missing'),
  ...offered('fields'),
}

const pathRules: readonly EditorSchema[] = [
  {
    if: opIs(...addingOperations),
    then: { properties: { path: { if: ref('place'), else: ref('missing'), ...offered('fields', 'optional') } } },
    else: { properties: { path: existingPath } },
  },
  { if: opIs('copy', 'move'), then: { properties: { from: existingPath } } },
]

function policyRules(target: DescribedTarget, policy: Policy | undefined): readonly EditorSchema[] {
  if (policy === undefined) return []
  const message = `${policy.file} does not allow patches to change this field.`
  const path = withMessage(
    patternsOf(target, (field) => target.allowed.has(field)),
    message,
  )
  // A path that does not exist has one message.
  return [{ if: writing, then: { properties: { path: { if: ref('place'), then: path } } } }]
}

function flagRules({ flags }: DescribedTarget): readonly EditorSchema[] {
  return flags.size === 0 ? [] : [{ if: opIs('replace'), then: { allOf: [...flags].map(flagRule) } }]
}

function flagRule(flag: string): EditorSchema {
  const escaped = escapePattern(flag)
  const patternErrorMessage = `The value replaces the whole argument. Write ${flag}=VALUE.`
  return {
    if: pathIs(`/\\[${escaped}\\]$`),
    then: { properties: { value: { pattern: `^${escaped}(=|$)`, patternErrorMessage } } },
  }
}

/** Limits of the policy that JSON Schema can express: lists of values, and numbers. The renderer checks quantities. */
function limitRules(
  { component, trees, states }: DescribedTarget,
  policy: Policy | undefined,
): readonly EditorSchema[] {
  return (policy?.rules ?? []).flatMap((rule) => {
    const value = limitsOf(rule)
    if (Object.keys(value).length === 0) return []
    const patterns = trees.flatMap(
      (tree, index) =>
        pathPattern(tree, (field) => rulesFor([rule], component, states[index]!, field.plain).length > 0) ?? [],
    )
    const path = anyOfPatterns([...new Set(patterns)])
    return patterns.length === 0
      ? []
      : [{ if: { required: ['path', 'value'], properties: { path } }, then: { properties: { value } } }]
  })
}

const limitsOf = (rule: PolicyRule): EditorSchema =>
  rule.in
    ? { enum: rule.in }
    : { ...numberLimit('minimum', rule.range?.from), ...numberLimit('maximum', rule.range?.to) }

const numberLimit = (keyword: string, end: string | undefined): EditorSchema =>
  end !== undefined && /^-?\d+(\.\d+)?$/.test(end) ? { [keyword]: Number(end) } : {}
