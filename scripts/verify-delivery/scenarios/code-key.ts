// A hash of the code that carries out scenarios.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const folder = join(import.meta.dirname, '..')

const entries = ['rig.ts', 'git-server-thread.ts', 'scenarios/run.ts', 'scenarios/all.ts'].map((file) =>
  join(folder, file),
)

/** Their results are computed again from each recorded observation. */
const recomputed = ['agreement.ts', 'prediction.ts', 'effects-text.ts'].map((file) => join(import.meta.dirname, file))

/** Changes with each file of `scripts/` that runs a scenario, and with the versions of the programs. */
export function codeKey(): string {
  const hash = createHash('sha256').update(readFileSync(join(folder, 'programs.sum')))
  for (const file of [...withImports(entries)].toSorted())
    hash.update(`${relative(folder, file)}\n`).update(readFileSync(file))
  return hash.digest('hex')
}

/** The files, and those of `scripts/` that they import. */
function withImports(files: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (file: string): void => {
    // A scenario also writes files, which contain imports.
    if (found.has(file) || recomputed.includes(file) || !existsSync(file)) return
    found.add(file)
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+\.ts)'/g))
      add(join(dirname(file), path!))
  }
  files.forEach(add)
  return found
}
