// On what the recorded observation of a scenario depends.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Tool } from '../delivery-rig.ts'
import { programs } from '../programs.ts'
import { clusterPrograms, toolPrograms } from '../tool-programs.ts'
import type { Scenario } from './scenario.ts'

const folder = join(import.meta.dirname, '..')

const entries = ['rig.ts', 'git-server-thread.ts', 'scenarios/run.ts'].map((file) => join(folder, file))

const excluded = [
  // The results are computed again from each recorded observation.
  'scenarios/agreement.ts',
  'scenarios/prediction.ts',
  'scenarios/effects-text.ts',
  // They start and end servers. What a server does does not depend on them.
  'processes.ts',
  '../free-port.ts',
  'at-exit.ts',
  // It contains programs that the tool does not use.
  'programs.ts',
].map((file) => join(folder, file))

/** Changes with each file of `scripts/` that carries out a scenario with the tool, and with the versions of the programs. */
export function codeKey(tool: Tool): string {
  const versions = [...clusterPrograms, ...toolPrograms[tool]].map((name) => [name, programs[name].version])
  const hash = createHash('sha256').update(JSON.stringify(versions))
  for (const file of [...withImports(entries)].toSorted())
    hash.update(`${relative(folder, file)}\n`).update(readFileSync(file))
  return hash.digest('hex')
}

/** Changes with what the scenario does besides its edits, whose result is in the rendered files. */
export const stepsKey = ({ name, brokenImage, preparationFails, provide, proof, restore, cleanUp }: Scenario): string =>
  JSON.stringify([name, brokenImage, preparationFails, ...[provide, proof, restore, cleanUp].map(String)])

/**
 * Equal as long as nothing changes on which the observation of the scenario depends.
 *
 * @param code the result of `codeKey`
 * @param files the digests of what the tool reads at the start, after the preparation and after the change
 */
export const scenarioKey = (code: string, tool: Tool, scenario: Scenario, files: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([code, tool, stepsKey(scenario), files]))
    .digest('hex')

/** The files, and those of `scripts/` that they import. */
function withImports(files: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (file: string): void => {
    if (found.has(file) || excluded.includes(file)) return
    found.add(file)
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+\.ts)'/g))
      add(join(dirname(file), path!))
  }
  files.forEach(add)
  return found
}
