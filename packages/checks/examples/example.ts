import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkFamilies } from '../registry.ts'

/** The example of a check: a small stack in two versions. */
export interface Example {
  /** The YAML in which the check finds a problem. */
  readonly broken: string
  /** The same without the problem. */
  readonly fixed: string
  /** The lines that are only in the broken version, without their common indentation. */
  readonly brokenLines: readonly string[]
  /** The lines that are only in the fixed version, without their common indentation. */
  readonly fixedLines: readonly string[]
  /** Whether it is the manifest of an environment: a few checks do not apply to others. */
  readonly isEnvironment: boolean
}

const marker = /\s+# (broken|fixed)$/

/**
 * Reads an example: a line that ends in `# broken` is only in the broken version, one that ends in `# fixed` only in the fixed
 * version, and the others are in both. The markers are removed. With the first line `# environment`, it is the manifest of an
 * environment.
 */
export function parseExample(source: string): Example {
  const lines = source.trimEnd().split('\n')
  const only = (version: string): string[] =>
    lines.filter((line) => marker.exec(line)?.[1] === version).map(withoutMarker)
  const without = (version: string): string =>
    `${lines
      .filter((line) => marker.exec(line)?.[1] !== version)
      .map(withoutMarker)
      .join('\n')}\n`
  return {
    broken: without('fixed'),
    fixed: without('broken'),
    brokenLines: dedent(only('broken')),
    fixedLines: dedent(only('fixed')),
    isEnvironment: lines[0] === '# environment',
  }
}

const withoutMarker = (line: string): string => line.replace(marker, '')

function dedent(lines: readonly string[]): readonly string[] {
  const indentation = Math.min(...lines.map((line) => line.search(/\S|$/)))
  return lines.map((line) => line.slice(indentation))
}

/** The example of a check, which is in the folder of the check: `wiring/secret-exists.example.yaml`. Undefined if there is none. */
export function exampleOf(name: string): Example | undefined {
  const family = Object.entries(checkFamilies).find(([, checks]) => checks.some((check) => check.name === name))?.[0]
  const file = join(import.meta.dirname, '..', family ?? '', `${name}.example.yaml`)
  return family !== undefined && existsSync(file) ? parseExample(readFileSync(file, 'utf8')) : undefined
}
