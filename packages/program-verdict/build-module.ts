import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { goEnvironment } from '@thanos-gitops/programs/go-module'
import {
  committedDigest,
  type ModuleFiles,
  moduleFilesOf,
  moduleToolchain,
  readCommitted,
} from '@thanos-gitops/programs/wasm'
import { withFailures } from './failures.ts'
import { moduleFolder, sourcesFolder } from './folders.ts'
import type { ProgramName } from './programs.ts'
import { digestOfSources } from './sources.ts'

const execute = promisify(execFile)

/**
 * Builds a module. The same sources and the same version of Go give the same digest.
 *
 * @param isCompressed whether the result contains the compressed module, which takes a minute
 * @throws Error if Go is not on PATH (code ENOENT), or if the build fails
 */
export async function buildModule(
  name: ProgramName,
  isCompressed: boolean,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ModuleFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'program-verdict-'))
  const sources = digestOfSources(name)
  try {
    const wasm = await build(name, folder, { ...goEnvironment(env), GOTOOLCHAIN: moduleToolchain })
    if (digestOfSources(name) !== sources) throw new Error('The sources changed during the build. Build them again.')
    return moduleFilesOf(name, wasm, sources, isCompressed)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The committed module, decompressed. @throws Failure if it is not that of its digest and of the sources */
export function readCommittedModule(name: ProgramName): Buffer {
  const folder = moduleFolder(name)
  return withFailures(name, () => readCommitted(folder, name, committedDigest(folder, name, digestOfSources(name))))
}

/** Builds copies in a folder, so that the paths in the module are relative and the same everywhere. */
async function build(name: ProgramName, folder: string, env: NodeJS.ProcessEnv): Promise<Buffer> {
  for (const copied of ['shake', 'verdict', name])
    cpSync(join(sourcesFolder, copied), join(folder, copied), { recursive: true })
  const source = join(folder, name)
  const shaker = join(folder, process.platform === 'win32' ? 'shaker.exe' : 'shaker')
  await run('go', ['build', '-o', shaker, '.'], join(folder, 'shake'), env)
  const replacements = await run(shaker, ['cuts.json', '../modules'], source, env)
  await run('go', ['mod', 'edit', ...replacements.trim().split('\n').toSorted()], source, env)
  const { tags } = JSON.parse(readFileSync(join(source, 'cuts.json'), 'utf8')) as { readonly tags: string }
  const output = join(folder, 'program.wasm')
  const flags = ['-trimpath', '-tags', tags, '-ldflags', '-s -w', '-buildmode=c-shared']
  const target = { ...env, GOOS: 'wasip1', GOARCH: 'wasm', GOWASM: '' }
  await run('go', ['build', ...flags, '-o', output, '.'], source, target)
  return readFileSync(output)
}

/** The standard output of a program that runs at low priority. */
async function run(file: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const running = execute(file, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 })
  const { pid } = running.child
  if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  return (await running).stdout
}
