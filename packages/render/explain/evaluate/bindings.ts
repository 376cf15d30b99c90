import type { ESTree } from 'rolldown/utils'
import { evaluateIn, type Scope } from './scope.ts'
import { opaque, type Point, type Traced, traced } from './traced.ts'

/** Assigns a value to the names of a pattern. */
export function bind(
  pattern: ESTree.BindingPattern,
  value: Traced | undefined,
  names: Map<string, Traced>,
  scope: Scope,
): void {
  const at: Point = { file: scope.file, offset: pattern.start }
  switch (pattern.type) {
    case 'Identifier':
      names.set(pattern.name, value ?? traced(undefined, at))
      break
    case 'AssignmentPattern': {
      const isMissing = value === undefined || (value.type === 'scalar' && value.value === undefined)
      bind(pattern.left as ESTree.BindingPattern, isMissing ? evaluateIn(scope, pattern.right) : value, names, scope)
      break
    }
    case 'ObjectPattern':
      bindFields(pattern, value, names, scope, at)
      break
    case 'ArrayPattern':
      bindItems(pattern, value, names, scope, at)
  }
}

/** The names of a pattern. */
export function boundNames(pattern: ESTree.BindingPattern): readonly string[] {
  const names = new Map<string, Traced>()
  bind(pattern, undefined, names, {
    file: '',
    lookUp: () => undefined,
    evaluate: (_, scope) => opaque({ file: scope.file, offset: 0 }),
  })
  return [...names.keys()]
}

function bindFields(
  pattern: ESTree.ObjectPattern,
  value: Traced | undefined,
  names: Map<string, Traced>,
  scope: Scope,
  at: Point,
): void {
  const mapping = value?.type === 'mapping' ? value : undefined
  const rest = new Map(mapping?.fields)
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      const fields: Traced = mapping ? { ...mapping, fields: rest } : opaque(at)
      bind(property.argument as ESTree.BindingPattern, fields, names, scope)
      continue
    }
    const key = keyName(property.key)
    const field = mapping ? mapping.fields.get(key)?.value : value && opaque(value.at)
    rest.delete(key)
    bind(property.value as ESTree.BindingPattern, field, names, scope)
  }
}

const keyName = (key: ESTree.PropertyKey): string =>
  key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : ''

function bindItems(
  pattern: ESTree.ArrayPattern,
  value: Traced | undefined,
  names: Map<string, Traced>,
  scope: Scope,
  at: Point,
): void {
  const list = value?.type === 'list' ? value : undefined
  for (const [index, element] of pattern.elements.entries()) {
    if (element === null) continue
    if (element.type === 'RestElement') {
      const items: Traced = list ? { ...list, items: list.items.slice(index) } : opaque(at)
      bind(element.argument as ESTree.BindingPattern, items, names, scope)
    } else bind(element, list ? list.items[index] : value && opaque(value.at), names, scope)
  }
}
