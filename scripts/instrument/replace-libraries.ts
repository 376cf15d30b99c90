import { createHash } from 'node:crypto'
import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isIntact, moveIntoCache } from '@thanos-gitops/programs/cache-entry'
import type { Shell } from 'zx'
import { changedFiles, changesOf, type InstrumentedLibrary, instrumentedLibraries } from './libraries.ts'
import type { MovedModule } from './programs.ts'
import { writableCopy } from './writable-copy.ts'

/** As `go mod download -json` prints it. */
interface DownloadedLibrary {
  readonly Path: string
  readonly Version: string
  readonly Dir: string
  readonly GoMod: string
}

/**
 * Replaces the instrumented libraries in the go.mod of a program.
 *
 * @param run runs Go in the folder of the program's module
 * @param cache the folder for the changed libraries
 */
export async function replaceLibraries(run: Shell, cache: string): Promise<void> {
  for (const library of instrumentedLibraries)
    for (const module of library.modules) {
      // Fails for a module that the program does not require.
      const { exitCode, stdout } = await run({ nothrow: true })`go mod download -json ${module}`
      if (exitCode !== 0) continue
      const copy = changedCopy(library, JSON.parse(stdout) as DownloadedLibrary, cache)
      await run`go mod edit -replace ${`${module}=${copy}`}`
    }
}

/**
 * Replaces modules that can no longer be downloaded in the go.mod and go.sum of a program, if it requires them.
 *
 * @param source the folder of the program's module, in which `run` runs
 */
export async function replaceMoved(run: Shell, source: string, moved: readonly MovedModule[]): Promise<void> {
  const goMod = readFileSync(join(source, 'go.mod'), 'utf8')
  for (const { from, to, version, sums } of moved) {
    if (!goMod.includes(`${from} v`) || goMod.includes(`${from} =>`)) continue
    await run`go mod edit -replace ${`${from}=${to}@${version}`}`
    appendFileSync(join(source, 'go.sum'), `${sums.join('\n')}\n`)
  }
}

/** One folder for all programs that use the library, so that Go builds it once. */
function changedCopy(
  library: InstrumentedLibrary,
  { Path, Version, Dir, GoMod }: DownloadedLibrary,
  cache: string,
): string {
  const digest = createHash('sha256').update(changesOf(library)).digest('hex').slice(0, 12)
  const copy = join(cache, `${Path.replaceAll('/', '+')}-${Version}-${digest}`)
  if (isIntact(copy)) return copy
  const staging = mkdtempSync(join(cache, '.copy-'))
  const files = join(staging, 'files')
  try {
    writableCopy(Dir, files)
    // An old module has none.
    if (!existsSync(join(files, 'go.mod'))) copyFileSync(GoMod, join(files, 'go.mod'))
    for (const [path, content] of changedFiles(library, Dir)) writeFileSync(join(files, path), content)
    moveIntoCache(files, copy)
  } finally {
    rmSync(staging, { recursive: true })
  }
  return copy
}
