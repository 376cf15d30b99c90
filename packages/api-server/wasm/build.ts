import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { goEnvironment } from '@thanos-gitops/programs/go-module'
import { type ModuleFiles, moduleFilesOf, moduleToolchain, sourcesDigest } from '@thanos-gitops/programs/wasm'
import type { Build } from '../builds.ts'
import { moduleFolder, sourcesFolder } from '../folders.ts'
import { buildFlags, requireSources, runGo } from '../native/build.ts'
import { moduleDigest, program, readModule } from './module-file.ts'

/**
 * Builds the WebAssembly module. The same sources and the same version of Go give the same digest.
 *
 * @param isCompressed whether the result contains the compressed module, which takes minutes
 * @throws Error if Go is not on PATH (code ENOENT), or if the build fails
 */
export async function buildModule(
  build: Build,
  isCompressed: boolean,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ModuleFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'api-server-'))
  const sources = sourcesDigest(sourcesFolder)
  try {
    const output = join(folder, 'api-server.wasm')
    const target = { ...goEnvironment(env), GOTOOLCHAIN: moduleToolchain, GOOS: 'wasip1', GOARCH: 'wasm', GOWASM: '' }
    await runGo(['build', ...buildFlags, ...build.flags, '-buildmode=c-shared', '-o', output, '.'], target)
    requireSources(sources)
    return moduleFilesOf(program, readFileSync(output), sources, isCompressed)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The committed module, decompressed. @throws Failure if it is not that of its digest and of the sources */
export function readCommittedModule({ name }: Build): Buffer {
  const folder = join(moduleFolder, name)
  return readModule(folder, moduleDigest(folder, sourcesDigest(sourcesFolder)))
}
