import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkFamilies } from '../registry.ts'
import { changeStack } from './change-stack.ts'
import { dedent, linesOf, versionOf } from './marked-lines.ts'

/** The example of a check: a small stack, or the stacks of several environments, in two versions. */
export interface Example {
  /** The YAML in which the check finds a problem, by environment; `production` for a single one. */
  readonly broken: Stacks
  /** The same without the problem. */
  readonly fixed: Stacks
  /** The lines that are only in the broken version, without their common indentation. */
  readonly brokenLines: readonly string[]
  /** The lines that are only in the fixed version, without their common indentation. */
  readonly fixedLines: readonly string[]
  /** Whether it is the manifest of an environment: a few checks do not apply to others. */
  readonly isEnvironment: boolean
}

export type Stacks = ReadonlyMap<string, string>

/**
 * Reads an example: a line that ends in `# broken` is only in the broken version, one that ends in `# fixed` only in the fixed
 * version, and the others are in both. The markers are removed. With the first line `# environment`, it is the manifest of an
 * environment; what follows a line `# environment NAME` is the manifest of one of several. If a manifest begins with `# in FILE`,
 * its other lines are changes of that stack: see `changeStack`.
 *
 * @param stackAt returns the content of FILE
 */
export function parseExample(source: string, stackAt: (file: string) => string): Example {
  const isEnvironment = source.startsWith('# environment\n')
  const [first = '', ...sections] = source.split(/^# environment (\w+)\n/m)
  const parts: [string, string][] =
    sections.length === 0
      ? [['production', first]]
      : sections.flatMap((name, index) => (index % 2 === 0 ? [[name, sections[index + 1] ?? '']] : []))
  const stacks = parts.map(([name, part]) => [name, stackOf(part, stackAt)] as const)
  const lines = source.split('\n')
  return {
    broken: new Map(stacks.map(([name, { broken }]) => [name, broken])),
    fixed: new Map(stacks.map(([name, { fixed }]) => [name, fixed])),
    brokenLines: dedent(linesOf(lines, 'broken')),
    fixedLines: dedent(linesOf(lines, 'fixed')),
    isEnvironment,
  }
}

const stackComment = /^# in (\S+)\n/

function stackOf(
  source: string,
  stackAt: (file: string) => string,
): { readonly broken: string; readonly fixed: string } {
  const stack = stackComment.exec(source)
  if (stack !== null) return changeStack(stackAt(stack[1]!), source.slice(stack[0].length))
  const lines = source.trimEnd().split('\n')
  return { broken: versionOf(lines, 'broken').join('\n'), fixed: versionOf(lines, 'fixed').join('\n') }
}

const folder = join(import.meta.dirname, '..')

/** The example of a check, which is in the folder of the check: `wiring/secret-exists.example.yaml`. Undefined if there is none. */
export function exampleOf(name: string): Example | undefined {
  const family = Object.entries(checkFamilies).find(([, checks]) => checks.some((check) => check.name === name))?.[0]
  const file = join(folder, family ?? '', `${name}.example.yaml`)
  return family === undefined || !existsSync(file) ? undefined : readExample(file)
}

/** Reads an example. The stacks that it changes are files of this package. */
export const readExample = (file: string): Example =>
  parseExample(readFileSync(file, 'utf8'), (stack) => readFileSync(join(folder, stack), 'utf8'))
