import { globSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { checkFamilies } from '@thanos-gitops/checks'
import { type Example, exampleOf, readExample } from '@thanos-gitops/checks/examples'

/** A stack with a fault, and the same stack without it. */
export interface Case {
  readonly family: string
  readonly name: string
  readonly example: Example
}

/** The family of a case by the folder of the check. */
const families: Readonly<Record<string, string>> = { thanos: 'data', rules: 'promql' }

/** The examples of the checks, and the cases in `cases`. */
export function readCases(): { readonly examples: readonly Case[]; readonly own: readonly Case[] } {
  const examples = Object.entries(checkFamilies).flatMap(([folder, checks]) =>
    checks.flatMap(({ name }): Case[] => {
      const example = exampleOf(name)
      return example === undefined ? [] : [{ family: families[folder] ?? folder, name, example }]
    }),
  )
  const folder = join(import.meta.dirname, 'cases')
  const own = globSync('*/*.yaml', { cwd: folder })
    .sort()
    .map(
      (file): Case => ({
        family: dirname(file),
        name: basename(file, '.yaml'),
        example: readExample(join(folder, file)),
      }),
    )
  return { examples, own }
}
