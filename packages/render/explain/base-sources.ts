import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'
import type { Place } from '@thanos-gitops/manifest'
import * as vocabulary from '@thanos-gitops/manifest'
import type { ESTree } from 'rolldown/utils'
import { bind, evaluate, evaluateAt, type Scope, stepInto } from './evaluate.ts'
import { opaque, type Point, plain, type Traced, traced } from './traced.ts'

/** The base's sources, read as far as somebody asks: a file is parsed when a name of it is needed. */
export interface BaseSources {
  /** What stands at some steps of the `base` that `base/index.ts` exports. Only what leads there is read. */
  base(steps: readonly (string | number)[]): Traced | undefined
  place(point: Point): Place
}

/** What the base imports from here is known by running it: it has no literals of the base. */
const vocabularyName = '@thanos-gitops/manifest'

export function readBaseSources(root: string): BaseSources {
  const modules = new Map<string, Module>()
  const module = (file: string): Module => {
    let found = modules.get(file)
    if (found === undefined) {
      found = openModule(root, file, module)
      modules.set(file, found)
    }
    return found
  }
  return {
    base: (steps) => module('base/index.ts').exportedAt('base', steps),
    place: ({ file, offset }) => ({ file, ...module(file).lineAndColumn(offset) }),
  }
}

interface Module {
  /** What stands at some steps of an exported value. */
  exportedAt(name: string, steps: readonly (string | number)[]): Traced | undefined
  lineAndColumn(offset: number): { line: number; column: number }
  exported(name: string): Traced | undefined
}

// The parser is needed for explanations only.
const parser = (): typeof import('rolldown/parseAst') =>
  createRequire(import.meta.url)('rolldown/parseAst') as typeof import('rolldown/parseAst')

function openModule(root: string, file: string, module: (file: string) => Module): Module {
  const path = join(root, file)
  const source = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const declared = new Map<string, () => Traced>()
  const known = new Map<string, Traced>()
  const exports = new Map<string, () => Traced | undefined>()
  const initials = new Map<string, ESTree.Expression>()
  const scope: Scope = {
    file,
    lookUp(name) {
      const seen = known.get(name)
      if (seen) return seen
      const value = declared.get(name)?.()
      if (value) known.set(name, value)
      return value
    },
  }
  for (const statement of parser().parseAst(source, { lang: 'ts' }).body) declare(statement)

  function declare(statement: ESTree.Directive | ESTree.Statement): void {
    if (statement.type === 'ImportDeclaration') declareImports(statement)
    else if (statement.type === 'VariableDeclaration') declareVariables(statement)
    else if (statement.type === 'FunctionDeclaration' && statement.id) {
      const { name } = statement.id
      declared.set(name, () => evaluate({ ...statement, type: 'FunctionExpression' } as ESTree.Expression, scope))
    } else if (statement.type === 'ExportDefaultDeclaration')
      exports.set('default', () => evaluate(statement.declaration as ESTree.Expression, scope))
    else if (statement.type === 'ExportNamedDeclaration') {
      if (statement.declaration) {
        declare(statement.declaration)
        for (const name of namesOf(statement.declaration)) exports.set(name, () => scope.lookUp(name))
      }
      for (const { local, exported } of statement.specifiers) {
        const from = statement.source && relative(statement.source.value)
        exports.set(nameOf(exported), () => (from ? module(from).exported(nameOf(local)) : scope.lookUp(nameOf(local))))
      }
    }
  }

  function declareImports(statement: ESTree.ImportDeclaration): void {
    const from = statement.source.value
    for (const specifier of statement.specifiers) {
      const name =
        specifier.type === 'ImportSpecifier'
          ? nameOf(specifier.imported)
          : specifier.type === 'ImportDefaultSpecifier'
            ? 'default'
            : undefined
      if (name === undefined) continue
      if (from.startsWith('.'))
        declared.set(
          specifier.local.name,
          () => module(relative(from)).exported(name) ?? opaque({ file, offset: specifier.start }),
        )
      else if (from === vocabularyName)
        declared.set(specifier.local.name, () => wordOf(name, { file, offset: specifier.start }))
      else declared.set(specifier.local.name, () => opaque({ file, offset: specifier.start }))
    }
  }

  function declareVariables(statement: ESTree.VariableDeclaration): void {
    for (const { id, init } of statement.declarations) {
      if (init === null) continue
      if (id.type === 'Identifier') initials.set(id.name, init)
      for (const name of boundNames(id))
        declared.set(name, () => {
          const names = new Map<string, Traced>()
          bind(id, evaluate(init, scope), names, scope)
          return names.get(name)!
        })
    }
  }

  const relative = (from: string): string => posix.normalize(posix.join(posix.dirname(file), from))

  let lineStarts: readonly number[] | undefined
  return {
    exported: (name) => exports.get(name)?.(),
    exportedAt(name, steps) {
      const node = exports.has(name) ? initials.get(name) : undefined
      return node === undefined ? stepInto(exports.get(name)?.(), steps) : evaluateAt(node, steps, scope)
    },
    lineAndColumn(offset) {
      lineStarts ??= [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)]
      const line = lastAtMost(lineStarts, offset)
      return { line: line + 1, column: offset - lineStarts[line]! + 1 }
    },
  }
}

/** The index of the last number that is not larger. */
function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = 0
  for (let high = sorted.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1
    if (sorted[middle]! <= limit) low = middle
    else high = middle - 1
  }
  return low
}

const nameOf = (name: ESTree.ModuleExportName): string => (name.type === 'Literal' ? name.value : name.name)

function namesOf(declaration: ESTree.Declaration): readonly string[] {
  if (declaration.type === 'VariableDeclaration') return declaration.declarations.flatMap(({ id }) => boundNames(id))
  return declaration.type === 'FunctionDeclaration' && declaration.id ? [declaration.id.name] : []
}

function boundNames(pattern: ESTree.BindingPattern): readonly string[] {
  const names = new Map<string, Traced>()
  bind(pattern, undefined, names, { file: '', lookUp: () => undefined })
  return [...names.keys()]
}

type Word = (args: readonly Traced[], at: Point) => Traced

/** Words that pass values on, whose literals stand in the base. */
const words: Readonly<Record<string, Word>> = {
  onlyWith([components, value], at) {
    const names = components && plain(components)?.value
    if (value === undefined || names === undefined) return opaque(at)
    const condition = typeof names === 'string' ? [names] : (names as readonly string[])
    return { ...value, condition, conditionNames: components! }
  },
  defineComponent([name, objects], at) {
    const fields = Object.entries({ name, objects }).map(
      ([key, value]) => [key, { key: at, keySegments: [], value: value ?? traced(undefined, at) }] as const,
    )
    return { type: 'mapping', fields: new Map(fields), at }
  },
}

/** All others are called: what they give stands where they are called. */
function wordOf(name: string, at: Point): Traced {
  const word = (vocabulary as Readonly<Record<string, unknown>>)[name]
  if (Object.hasOwn(words, name)) return { type: 'function', call: words[name]!, at }
  if (typeof word !== 'function') return traced(word, at)
  return {
    type: 'function',
    at,
    call(args, here) {
      const values = args.map(plain)
      return values.every((value) => value !== undefined)
        ? traced(
            Reflect.apply(
              word,
              undefined,
              values.map((value) => value.value),
            ),
            here,
          )
        : opaque(here)
    },
  }
}
