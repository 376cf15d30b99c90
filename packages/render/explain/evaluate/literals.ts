import type { ESTree } from 'rolldown/utils'
import { evaluateIn, type Scope } from './scope.ts'
import {
  joined,
  opaque,
  type Point,
  plain,
  stringOf,
  type Traced,
  type TracedField,
  type TracedString,
  usedAt,
} from './traced.ts'

export function evaluateTemplate(node: ESTree.TemplateLiteral, scope: Scope, at: Point): Traced {
  const parts: TracedString[] = []
  for (const [index, quasi] of node.quasis.entries()) {
    if (quasi.value.cooked) parts.push(quasiString(quasi, scope.file))
    const expression = node.expressions[index]
    if (expression === undefined) continue
    const value = evaluateIn(scope, expression)
    const string = plain(value)
    if (string === undefined) return opaque(at)
    parts.push(value.type === 'string' ? value : stringOf(String(string.value), value.at))
  }
  return joined(parts, at)
}

/**
 * One segment for each line, so that each line has its own place. The first segment begins with the back quote or brace before
 * the quasi: a literal has the same place as a value and as a part of a string.
 */
function quasiString({ value: { raw, cooked }, start }: ESTree.TemplateElement, file: string): TracedString {
  const string = cooked ?? raw
  const rawLines = raw.split('\n')
  const lines = string.split('\n')
  if (rawLines.length !== lines.length) return stringOf(string, { file, offset: start })
  const pieces = lines.map((line, index) => {
    const offset = index === 0 ? start : start + 1 + rawLines.slice(0, index).join('\n').length + 1
    return stringOf(index < lines.length - 1 ? `${line}\n` : line, { file, offset })
  })
  return joined(pieces, { file, offset: start })
}

export function evaluateList(node: ESTree.ArrayExpression, scope: Scope, at: Point): Traced {
  const items: Traced[] = []
  for (const element of node.elements) {
    if (element === null) return opaque(at)
    if (element.type !== 'SpreadElement') {
      items.push(evaluateIn(scope, element))
      continue
    }
    const spread = evaluateIn(scope, element.argument)
    if (spread.type !== 'list') return opaque(at)
    items.push(...spread.items.map((item) => usedAt(item, { file: scope.file, offset: element.start })))
  }
  return { type: 'list', items, at }
}

export function evaluateMapping(node: ESTree.ObjectExpression, scope: Scope, at: Point): Traced {
  const fields = new Map<string, TracedField>()
  for (const property of node.properties) {
    const added = property.type === 'SpreadElement' ? spreadFields(property, scope) : ownField(property, scope)
    if (added === undefined) return opaque(at)
    for (const [key, field] of added) fields.set(key, field)
  }
  return { type: 'mapping', fields, at }
}

/** Undefined if the fields cannot be evaluated. */
type NamedFields = Iterable<readonly [string, TracedField]> | undefined

function spreadFields(property: ESTree.SpreadElement, scope: Scope): NamedFields {
  const spread = evaluateIn(scope, property.argument)
  // A spread of undefined, null or a number adds nothing.
  if (spread.type === 'scalar') return []
  if (spread.type !== 'mapping') return undefined
  const at = { file: scope.file, offset: property.start }
  return [...spread.fields].map(([key, field]) => [key, { ...field, value: usedAt(field.value, at) }] as const)
}

function ownField(property: ESTree.ObjectProperty, scope: Scope): NamedFields {
  const key = keyOf(property, scope)
  if (key === undefined || property.kind !== 'init') return undefined
  const value = evaluateIn(scope, property.value as ESTree.Expression)
  return [[key.value, { key: { file: scope.file, offset: property.key.start }, keySegments: key.segments, value }]]
}

/** The name of a property, and the literals of a computed name. */
export function keyOf(
  { key, computed }: ESTree.ObjectProperty,
  scope: Scope,
): { readonly value: string; readonly segments: TracedString['segments'] } | undefined {
  if (!computed && key.type === 'Identifier') return { value: key.name, segments: [] }
  const value = evaluateIn(scope, key as ESTree.Expression)
  if (value.type === 'string') return { value: value.value, segments: computed ? value.segments : [] }
  return value.type === 'scalar' ? { value: String(value.value), segments: [] } : undefined
}
