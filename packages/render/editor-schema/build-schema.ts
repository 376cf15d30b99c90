import { groupOf, isObject, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import type { Schema } from '@thanos-gitops/schemas'
import { type Policy, rulesFor } from '../policy/judge.ts'
import {
  eachField,
  escapePattern,
  type Field,
  fieldTree,
  mergedTree,
  pathPattern,
  preferredPath,
} from './field-tree.ts'
import { mostTargets } from './most-targets.ts'
import { type SchemaSource, schemaSource } from './schema-source.ts'

/** A target of patches: the object of the base, and what it is between the environment's own patches. */
export interface SchemaTarget {
  readonly component: string
  readonly states: readonly KubernetesObject[]
}

export interface SchemaInput {
  readonly environment: string
  readonly kubernetesVersion: string
  readonly targets: readonly SchemaTarget[]
  readonly policy: Policy | undefined
}

/** What editors know and Kubernetes' data do not: draft 7 with the words of the JSON and YAML language servers. */
type EditorSchema = { readonly [key: string]: unknown }

const adds = ['add', 'copy', 'move']
const identity = '^(?:/(?:apiVersion|kind|metadata(?:/name|/namespace)?))?$'

/** The JSON Schema of an environment's patch files. Of more objects than `mostTargets` it knows the names and not the paths. */
export function buildSchema(
  input: SchemaInput,
): EditorSchema & { readonly definitions: Readonly<Record<string, unknown>> } {
  const source = schemaSource(input.kubernetesVersion)
  const isDetailed = input.targets.length <= mostTargets
  const targets = input.targets.map((target) =>
    readTarget(isDetailed ? target : { ...target, states: [] }, target.states[0]!, input.policy, source),
  )
  const described = isDetailed ? targets : []
  const byKind = Map.groupBy(described, ({ object }) => object.kind)
  const used: Schema[] = []
  const kinds = [...byKind].map(([kind, ofKind]) => [kind, kindRules(ofKind, used)] as const)
  const shared = new Map([...byKind].map(([kind, ofKind]) => [kind, sharedPlaces(ofKind)]))
  return {
    title: `Patches of ${input.environment}`,
    type: ['array', 'null'],
    items: {
      type: 'object',
      required: ['target', 'patch'],
      additionalProperties: false,
      properties: {
        target: targetSchema([...new Set(targets.map(({ object }) => object.kind))].sort(), targets),
        patch: { type: 'array', items: { $ref: '#/definitions/operation' } },
      },
      allOf: [
        ...described.map(({ object, name }) => ({
          if: {
            required: ['target'],
            properties: {
              target: {
                required: ['kind', 'name'],
                properties: { kind: { const: object.kind }, name: { const: object.metadata.name } },
              },
            },
          },
          then: { properties: { patch: { items: { $ref: `#/definitions/${name}` } } } },
        })),
        ...[...byKind].map(([kind, ofKind]) => ({
          if: {
            required: ['target'],
            properties: { target: { required: ['kind', 'expect'], properties: { kind: { const: kind } } } },
          },
          then: {
            properties: {
              patch: {
                items: {
                  allOf: [
                    { properties: { path: { anyOf: ofKind.map(({ name }) => ref(`${name}.place`)) } } },
                    ref(`${kind}.values`),
                  ],
                },
              },
            },
          },
        })),
      ],
    },
    definitions: {
      operation: operationSchema,
      ...Object.fromEntries(kinds.map(([kind, rules]) => [`${kind}.values`, rules])),
      ...Object.fromEntries([...shared].map(([kind, places]) => [`${kind}.optional`, enumOf(places)])),
      ...Object.assign(
        {},
        ...described.map((target) => targetRules(target, shared.get(target.object.kind)!, input.policy)),
      ),
      ...withoutMarks(source.definitions(used)),
    },
  }
}

const ref = (name: string): EditorSchema => ({ $ref: `#/definitions/${name}` })

const operationSchema: EditorSchema = {
  type: 'object',
  required: ['op', 'path'],
  additionalProperties: false,
  properties: {
    op: { enum: ['replace', 'add', 'remove', 'move', 'copy', 'test'] },
    path: {
      type: 'string',
      pattern: '^(/([^~]|~[01])*)?$',
      patternErrorMessage: 'A path is a JSON Pointer: it begins with /, and ~ is written ~0.',
      not: { pattern: '/(__proto__|constructor|prototype)(/|$)' },
    },
    from: { type: 'string' },
    value: {},
  },
  allOf: [
    { if: opIs('add', 'replace', 'test'), then: { required: ['value'], properties: { from: false } } },
    { if: opIs('remove', 'move', 'copy'), then: { properties: { value: false } } },
    { if: opIs('remove'), then: { properties: { from: false } } },
    { if: opIs('move', 'copy'), then: { required: ['from'] } },
  ],
}

function opIs(...ops: readonly string[]): EditorSchema {
  return { required: ['op'], properties: { op: { enum: ops } } }
}

function targetSchema(kinds: readonly string[], targets: readonly ReadTarget[]): EditorSchema {
  const named = { type: 'string', minLength: 1 }
  const facts = (some: readonly ReadTarget[]) => ({
    group: oneOf(some.map(({ object }) => groupOf(object.apiVersion))),
    namespace: oneOf(some.flatMap(({ object }) => object.metadata.namespace ?? [])),
  })
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      kind: { enum: kinds },
      name: named,
      ...facts(targets),
      labelSelector: { ...named, description: 'app=a, app!=a, app in (a, b), app or !app, with commas between' },
      component: { enum: [...new Set(targets.map(({ component }) => component))].sort() },
      expect: { type: 'integer', minimum: 1, description: 'how many objects are meant' },
    },
    if: { anyOf: ['labelSelector', 'component', 'expect'].map((key) => ({ required: [key] })) },
    then: { required: ['expect'] },
    else: {
      required: ['kind', 'name'],
      allOf: kinds.map((kind) => {
        const ofKind = targets.filter(({ object }) => object.kind === kind)
        return {
          if: { required: ['kind'], properties: { kind: { const: kind } } },
          then: { properties: { name: { enum: ofKind.map(({ object }) => object.metadata.name) }, ...facts(ofKind) } },
        }
      }),
    },
  }
}

interface ReadTarget extends SchemaTarget {
  readonly object: KubernetesObject
  readonly name: string
  /** One for each state. */
  readonly trees: readonly Field[]
  /** The paths of what is there, and of what could be added, each with its description. */
  readonly existing: ReadonlyMap<string, string>
  readonly optional: ReadonlyMap<string, string>
  readonly allowed: ReadonlySet<Field>
  readonly flags: ReadonlySet<string>
}

function readTarget(
  target: SchemaTarget,
  object: KubernetesObject,
  policy: Policy | undefined,
  source: SchemaSource,
): ReadTarget {
  const trees = target.states.map((state) => fieldTree(state, source))
  const allowed = new Set<Field>()
  const existing = new Map<string, string>()
  const optional = new Map<string, string>()
  const flags = new Set<string>()
  for (const [index, tree] of trees.entries())
    eachField(tree, (path) => {
      const field = path.at(-1)!
      const isAllowed =
        policy === undefined || rulesFor(policy.rules, target.component, target.states[index]!, field.plain).length > 0
      // What is below an allowed field may be given as a whole.
      if (isAllowed) for (const above of path) allowed.add(above)
      if (field.flag !== undefined) flags.add(field.flag)
      if (field.steps !== undefined && path.length > 1 && (field.exists || !existing.has(preferredPath(path))))
        (field.exists ? existing : optional).set(preferredPath(path), describe(field, source, isAllowed))
    })
  return { ...target, object, name: labelOf(object).replace('/', '.'), trees, existing, optional, allowed, flags }
}

/** What every object of a kind lacks: written once. */
function sharedPlaces(targets: readonly ReadTarget[]): ReadonlyMap<string, string> {
  return new Map(
    [...targets[0]!.optional].filter(([path, text]) => targets.every(({ optional }) => optional.get(path) === text)),
  )
}

const enumOf = (places: ReadonlyMap<string, string>): EditorSchema =>
  places.size === 0 ? {} : { enum: [...places.keys()], enumDescriptions: [...places.values()] }

/** An enum of nothing is not valid. */
const oneOf = (values: readonly string[]): EditorSchema =>
  values.length === 0 ? { not: {} } : { enum: [...new Set(values)] }

/** What Kubernetes says of the values of a kind's fields, whichever object they are of. */
function kindRules(targets: readonly ReadTarget[], used: Schema[]): EditorSchema {
  const tree = mergedTree(targets.flatMap(({ trees }) => trees))
  const types = new Map<string, { readonly fields: Set<Field>; readonly paths: Set<Field> }>()
  eachField(tree, (path) => {
    const field = path.at(-1)!
    if (field.schema === undefined || path.length === 1) return
    const key = JSON.stringify(field.schema)
    const known = types.get(key) ?? { fields: new Set(), paths: new Set() }
    types.set(key, known)
    known.fields.add(field)
    for (const above of path) known.paths.add(above)
  })
  const typed = [...types].map(([key, { fields, paths }]) => {
    const schema = JSON.parse(key) as Schema
    used.push(schema)
    return {
      if: pathIs(pathPattern(tree, (field) => fields.has(field), paths)!),
      then: { properties: { value: withoutMark(schema) } },
    }
  })
  const demanded = pathPattern(tree, (field) => field.required)
  return {
    allOf: [
      ...(typed.length === 0 ? [] : [{ if: opIs('add', 'replace'), then: { allOf: typed } }]),
      ...(demanded === undefined
        ? []
        : [{ if: opIs('remove'), then: { properties: { path: { not: { pattern: demanded } } } } }]),
    ],
  }
}

const pathIs = (pattern: string): EditorSchema => ({ required: ['path'], properties: { path: { pattern } } })

function targetRules(
  target: ReadTarget,
  shared: ReadonlyMap<string, string>,
  policy: Policy | undefined,
): Record<string, EditorSchema> {
  const { object, name, trees, existing, optional, allowed, flags } = target
  const label = labelOf(object)
  const patterns = (chosen: (field: Field) => boolean): readonly string[] => [
    ...new Set(trees.map((tree) => pathPattern(tree, chosen)).filter((pattern) => pattern !== undefined)),
  ]
  const missing = `${label} has no such field.`
  const writes = opIs('add', 'replace', 'remove', 'move', 'copy')
  const own = new Map([...optional].filter(([path]) => !shared.has(path)))
  // The empty schema accepts what is not listed: the pattern judges, the lists are for completion.
  const listed = (...names: readonly string[]): EditorSchema => ({ anyOf: [...names.map(ref), {}] })
  return {
    [`${name}.fields`]: enumOf(existing),
    [`${name}.optional`]: enumOf(own),
    [`${name}.field`]: anyOfPatterns(
      patterns((field) => field.exists),
      `${missing} Only add can write a field that is not there.`,
    ),
    [`${name}.place`]: anyOfPatterns(
      patterns(() => true),
      missing,
    ),
    [name]: {
      allOf: [
        ref('operation'),
        {
          if: opIs(...adds),
          then: {
            properties: {
              path: {
                allOf: [ref(`${name}.place`), listed(`${name}.fields`, `${name}.optional`, `${object.kind}.optional`)],
              },
            },
          },
          else: { properties: { path: { allOf: [ref(`${name}.field`), listed(`${name}.fields`)] } } },
        },
        {
          if: opIs('copy', 'move'),
          then: { properties: { from: { allOf: [ref(`${name}.field`), listed(`${name}.fields`)] } } },
        },
        ref(`${object.kind}.values`),
        { if: writes, then: { properties: { path: { not: { pattern: identity } } } } },
        ...(policy === undefined
          ? []
          : [
              {
                if: writes,
                then: {
                  properties: {
                    path: anyOfPatterns(
                      patterns((field) => allowed.has(field)),
                      `${policy.file} does not let patches change this field.`,
                    ),
                  },
                },
              },
            ]),
        ...(flags.size === 0 ? [] : [{ if: opIs('replace'), then: { allOf: [...flags].map(flagRule) } }]),
        ...bounds(policy, target),
      ],
    },
  }
}

function flagRule(flag: string): EditorSchema {
  const escaped = escapePattern(flag)
  return {
    if: pathIs(`/\\[${escaped}\\]$`),
    then: {
      properties: {
        value: { pattern: `^${escaped}(=|$)`, patternErrorMessage: `The value replaces the whole argument: ${flag}=…` },
      },
    },
  }
}

/** Bounds that JSON Schema has words for: values of a list, and numbers. Those of quantities are the renderer's. */
function bounds(policy: Policy | undefined, { component, trees, states }: ReadTarget): readonly EditorSchema[] {
  return (policy?.rules ?? []).flatMap((rule) => {
    const values = rule.in
      ? { enum: rule.in }
      : { ...numberBound('minimum', rule.range?.from), ...numberBound('maximum', rule.range?.to) }
    if (Object.keys(values).length === 0) return []
    const patterns = new Set<string>()
    trees.forEach((tree, index) => {
      const pattern = pathPattern(tree, (field) => rulesFor([rule], component, states[index]!, field.plain).length > 0)
      if (pattern !== undefined) patterns.add(pattern)
    })
    return patterns.size === 0
      ? []
      : [
          {
            if: { required: ['path', 'value'], properties: { path: oneOfPatterns([...patterns]) } },
            then: { properties: { value: values } },
          },
        ]
  })
}

const numberBound = (word: string, end: string | undefined): EditorSchema =>
  end !== undefined && /^-?\d+(\.\d+)?$/.test(end) ? { [word]: Number(end) } : {}

const oneOfPatterns = (patterns: readonly string[]): EditorSchema => ({
  pattern: patterns.length === 1 ? patterns[0] : patterns.map((pattern) => `(?:${pattern})`).join('|'),
})
const anyOfPatterns = (patterns: readonly string[], message: string): EditorSchema => ({
  ...oneOfPatterns([...new Set(patterns)]),
  patternErrorMessage: message,
})

function describe({ value, schema, exists }: Field, source: SchemaSource, isAllowed: boolean): string {
  const known = schema && source.resolved(schema)
  const type = known?.format ?? [known?.type ?? []].flat().join(' or ')
  const choices = known?.enum === undefined ? '' : `: ${known.enum.join(', ')}`
  const found = Array.isArray(value)
    ? `a list of ${value.length}`
    : isObject(value) || !exists
      ? ''
      : `base: ${String(value)}`
  const text = [`${type}${choices}`, found].filter((part) => part !== '').join('; ')
  return `${isAllowed ? '' : 'not by patches; '}${text.length > 60 ? `${text.slice(0, 57)}...` : text}`
}

// The generator's own marks say nothing to an editor, and the bounds of 64-bit integers are not numbers of JSON.
function withoutMark(schema: Schema): EditorSchema {
  const { 'x-quantities': _quantities, 'x-kubernetes-list-map-keys': _keys, ...rest } = schema
  return rest
}

const withoutMarks = (definitions: Record<string, Schema>): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(definitions, (key, value: unknown) =>
      key === 'x-quantities' || key === 'x-kubernetes-list-map-keys' ? undefined : value,
    ),
  ) as Record<string, unknown>
