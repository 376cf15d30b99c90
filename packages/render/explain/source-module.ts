import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'
import { entryExists } from '@thanos-gitops/manifest'
import type { ESTree } from 'rolldown/utils'
import { bind, boundNames } from './evaluate/bindings.ts'
import { evaluate, evaluateAt, stepInto } from './evaluate/evaluate.ts'
import { evaluateIn, type Scope } from './evaluate/scope.ts'
import { opaque, type Traced } from './evaluate/traced.ts'
import { exportOf, vocabularyPackage } from './vocabulary.ts'

/** A file of the base. Its expressions are evaluated when they are needed. */
export interface SourceModule {
  exported(name: string): Traced | undefined
  /** The value at some steps of an exported value. */
  exportedAt(name: string, steps: readonly (string | number)[]): Traced | undefined
  lineAndColumn(offset: number): { readonly line: number; readonly column: number }
}

// Only explanations and the places of problems need the parser.
const parser = (): typeof import('rolldown/parseAst') =>
  createRequire(import.meta.url)('rolldown/parseAst') as typeof import('rolldown/parseAst')

/**
 * Opens a file of the base, which has no exports if it does not exist.
 *
 * @param file relative to the root
 * @param open opens the modules that it imports
 */
export function openModule(root: string, file: string, open: (file: string) => SourceModule): SourceModule {
  const path = join(root, file)
  // A JSON file is read like a module that exports it.
  const prefix = file.endsWith('.json') ? 'export default ' : ''
  const source = prefix + (entryExists(path) ? readFileSync(path, 'utf8') : '')
  const { declared, exported, initial } = declarationsOf(source)
  const known = new Map<string, Traced | undefined>()
  const scope: Scope = {
    file,
    evaluate,
    lookUp(name) {
      if (!known.has(name)) known.set(name, declaredValue(declared.get(name)))
      return known.get(name)
    },
  }
  const declaredValue = (declaration: Declaration | undefined): Traced | undefined => {
    switch (declaration?.type) {
      case 'import':
        return imported(declaration)
      case 'variable': {
        const names = new Map<string, Traced>()
        bind(declaration.pattern, evaluateIn(scope, declaration.init), names, scope)
        return names.get(declaration.name)
      }
      case 'expression':
        return evaluateIn(scope, declaration.node)
      default:
        return undefined
    }
  }
  const imported = ({ from, name, start }: ImportDeclaration): Traced => {
    const at = { file, offset: start }
    if (from.startsWith('.')) return open(relativeTo(file, from)).exported(name) ?? opaque(at)
    return from === vocabularyPackage ? exportOf(name, at) : opaque(at)
  }
  const exportedValues = new Map<string, Traced | undefined>()
  const exportedValue = (name: string): Traced | undefined => {
    const declaration = exported.get(name)
    if (declaration?.type === 'local') return scope.lookUp(declaration.name)
    if (!exportedValues.has(name)) exportedValues.set(name, declaredValue(declaration))
    return exportedValues.get(name)
  }
  const lineStarts = (): readonly number[] =>
    (starts ??= [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)])
  let starts: readonly number[] | undefined
  return {
    exported: exportedValue,
    exportedAt(name, steps) {
      const node = exported.has(name) ? initial.get(name) : undefined
      return node === undefined ? stepInto(exportedValue(name), steps) : evaluateAt(node, steps, scope)
    },
    lineAndColumn(offset) {
      const line = lastIndexAtMost(lineStarts(), offset)
      return { line: line + 1, column: offset - lineStarts()[line]! + 1 - (line === 0 ? prefix.length : 0) }
    },
  }
}

const relativeTo = (file: string, from: string): string => posix.normalize(posix.join(posix.dirname(file), from))

/** The index of the last number that is not larger than the limit. */
function lastIndexAtMost(sorted: readonly number[], limit: number): number {
  let low = 0
  for (let high = sorted.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1
    if (sorted[middle]! <= limit) low = middle
    else high = middle - 1
  }
  return low
}

interface ImportDeclaration {
  readonly type: 'import'
  readonly from: string
  readonly name: string
  readonly start: number
}

type Declaration =
  | ImportDeclaration
  | {
      readonly type: 'variable'
      readonly name: string
      readonly pattern: ESTree.BindingPattern
      readonly init: ESTree.Expression
    }
  | { readonly type: 'expression'; readonly node: ESTree.Expression }

interface Declarations {
  /** The names of the file. */
  readonly declared: ReadonlyMap<string, Declaration>
  readonly exported: ReadonlyMap<string, Declaration | { readonly type: 'local'; readonly name: string }>
  /** The initial values of variables with a simple name. */
  readonly initial: ReadonlyMap<string, ESTree.Expression>
}

type MutableDeclarations = {
  readonly [Key in keyof Declarations]: Map<
    string,
    Declarations[Key] extends ReadonlyMap<string, infer Value> ? Value : never
  >
}

/** By the text of the file: a comparison reads the same files on both sides. */
const knownDeclarations = new Map<string, Declarations>()

function declarationsOf(source: string): Declarations {
  const known = knownDeclarations.get(source)
  if (known !== undefined) return known
  const read = readDeclarations(source)
  knownDeclarations.set(source, read)
  return read
}

function readDeclarations(source: string): Declarations {
  const found: MutableDeclarations = { declared: new Map(), exported: new Map(), initial: new Map() }
  for (const statement of parser().parseAst(source, { lang: 'ts' }).body) addStatement(statement, found)
  return found
}

function addStatement(statement: ESTree.Directive | ESTree.Statement, found: MutableDeclarations): void {
  switch (statement.type) {
    case 'ImportDeclaration':
      addImports(statement, found)
      break
    case 'VariableDeclaration':
    case 'FunctionDeclaration':
      addDeclaration(statement, found)
      break
    case 'ExportDefaultDeclaration':
      found.exported.set('default', { type: 'expression', node: statement.declaration as ESTree.Expression })
      break
    case 'ExportNamedDeclaration':
      addExports(statement, found)
  }
}

function addImports({ source, specifiers }: ESTree.ImportDeclaration, { declared }: MutableDeclarations): void {
  for (const specifier of specifiers) {
    if (specifier.type === 'ImportNamespaceSpecifier') continue
    const name = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default'
    declared.set(specifier.local.name, { type: 'import', from: source.value, name, start: specifier.start })
  }
}

function addDeclaration(
  declaration: ESTree.Declaration,
  { declared, initial }: MutableDeclarations,
): readonly string[] {
  if (declaration.type === 'FunctionDeclaration' && declaration.id) {
    const { name } = declaration.id
    declared.set(name, {
      type: 'expression',
      node: { ...declaration, type: 'FunctionExpression' } as ESTree.Expression,
    })
    return [name]
  }
  if (declaration.type !== 'VariableDeclaration') return []
  return declaration.declarations.flatMap(({ id, init }) => {
    const names = boundNames(id)
    if (init === null) return names
    if (id.type === 'Identifier') initial.set(id.name, init)
    for (const name of names) declared.set(name, { type: 'variable', name, pattern: id, init })
    return names
  })
}

function addExports(
  { declaration, specifiers, source }: ESTree.ExportNamedDeclaration,
  found: MutableDeclarations,
): void {
  const names = declaration ? addDeclaration(declaration, found) : []
  for (const name of names) found.exported.set(name, { type: 'local', name })
  for (const { local, exported, start } of specifiers) {
    const name = nameOf(local)
    found.exported.set(
      nameOf(exported),
      source ? { type: 'import', from: source.value, name, start } : { type: 'local', name },
    )
  }
}

const nameOf = (name: ESTree.ModuleExportName): string => (name.type === 'Literal' ? name.value : name.name)
