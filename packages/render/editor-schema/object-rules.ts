import { labelOf } from '@thanos-gitops/manifest'
import type { PolicyRule } from '../policy/policy-rule.ts'
import { type Policy, rulesFor } from '../policy/refusal.ts'
import type { DescribedTarget } from './described-target.ts'
import { anyOfPatterns, type EditorSchema, opIs, pathIs, ref } from './editor-schema.ts'
import { escapePattern, type Field, pathPattern } from './field-tree.ts'
import { addingOperations } from './operation-schema.ts'
import { referenceDefinitions, unlessReference } from './references-schema.ts'

const identity = '^(?:/(?:apiVersion|kind|metadata(?:/name|/namespace)?))?$'
const writing = opIs('add', 'replace', 'remove', 'move', 'copy')

/** The definitions of one object: the paths that its patches can name, and what the policy allows. */
export function objectRules(
  target: DescribedTarget,
  policy: Policy | undefined,
): Readonly<Record<string, EditorSchema>> {
  const { object, existing, optional } = target
  const missing = `${labelOf(object)} has no such field.`
  const existingFields = patternsOf(target, (field) => field.exists)
  const allFields = patternsOf(target, () => true)
  return {
    fields: enumOfPaths(existing),
    optional: enumOfPaths(optional),
    field: withMessage(existingFields, `${missing} Only add can write a field that does not exist.`),
    place: withMessage(allFields, missing),
    operationOfObject: {
      allOf: [
        ref('operation'),
        ...pathRules,
        unlessReference([ref('values'), ...limitRules(target, policy)]),
        { if: writing, then: { properties: { path: { not: { pattern: identity } } } } },
        ...policyRules(target, policy),
        ...flagRules(target),
      ],
    },
    ...referenceDefinitions,
  }
}

/** Paths for completion, each with a description. */
const enumOfPaths = (paths: ReadonlyMap<string, string>): EditorSchema =>
  paths.size === 0 ? {} : { enum: [...paths.keys()], enumDescriptions: [...paths.values()] }

/** One pattern for each state of the object, without repetitions. */
const patternsOf = ({ trees }: DescribedTarget, isChosen: (field: Field) => boolean): readonly string[] => [
  ...new Set(trees.map((tree) => pathPattern(tree, isChosen)).filter((pattern) => pattern !== undefined)),
]

/** Without a pattern, no path is valid. */
const withMessage = (patterns: readonly string[], message: string): EditorSchema => ({
  ...anyOfPatterns(patterns.length === 0 ? ['(?!)'] : patterns),
  patternErrorMessage: message,
})

// The empty schema accepts paths that are not listed: patterns decide, and lists are for completion.
const listed = (...names: readonly string[]): EditorSchema => ({ anyOf: [...names.map(ref), {}] })
const existingPath = { allOf: [ref('field'), listed('fields')] }

const pathRules: readonly EditorSchema[] = [
  {
    if: opIs(...addingOperations),
    then: { properties: { path: { allOf: [ref('place'), listed('fields', 'optional')] } } },
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
  return [{ if: writing, then: { properties: { path } } }]
}

function flagRules({ flags }: DescribedTarget): readonly EditorSchema[] {
  return flags.size === 0 ? [] : [{ if: opIs('replace'), then: { allOf: [...flags].map(flagRule) } }]
}

function flagRule(flag: string): EditorSchema {
  const escaped = escapePattern(flag)
  const patternErrorMessage = `The value replaces the whole argument: ${flag}=…`
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
