import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { moveIntoCache } from '@thanos-gitops/programs/cache-entry'
import { goEnvironment } from '@thanos-gitops/programs/go-module'
import { sourcesDigest } from '@thanos-gitops/programs/wasm'
import type { Build } from '../builds.ts'
import { cacheFolder, sourcesFolder } from '../folders.ts'
import { findNative, nativePath } from './program.ts'

const execute = promisify(execFile)

/**
 * Without the names of folders and symbols: the same sources give the same file. gRPC's trace pages use templates, which call
 * methods by name: with them, the linker keeps every method of every type, and the module is a third larger.
 */
export const buildFlags = ['-trimpath', '-tags', 'grpcnotrace', '-ldflags', '-s -w'] as const

const cacheOf = (build: Build): string => join(cacheFolder, build.name)

/** The path of a build of the program if it exists. */
export const builtNative = (build: Build): string | undefined =>
  findNative(cacheOf(build), sourcesDigest(sourcesFolder))

/**
 * Builds the program for this machine at low priority, unless that was done before. Returns the path.
 *
 * @throws Error if Go is not on PATH (code ENOENT), or if the build fails
 */
export async function buildNative(build: Build, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const sources = sourcesDigest(sourcesFolder)
  const built = findNative(cacheOf(build), sources)
  if (built !== undefined) return built
  const path = nativePath(cacheOf(build), sources)
  mkdirSync(dirname(path), { recursive: true })
  const staging = mkdtempSync(join(dirname(path), '.build-'))
  try {
    const output = join(staging, basename(path))
    await runGo(['build', ...buildFlags, ...build.flags, '-o', output, '.'], goEnvironment(env))
    requireSources(sources)
    moveIntoCache(output, path)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  return path
}

/** Runs Go in the folder of the program, at low priority. */
export async function runGo(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const running = execute('go', args, { cwd: sourcesFolder, env, maxBuffer: 64 * 1024 * 1024 })
  const { pid } = running.child
  if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  await running
}

/** @throws Error if the sources are not those of the digest any more */
export function requireSources(digest: string): void {
  if (sourcesDigest(sourcesFolder) !== digest)
    throw new Error('The sources changed during the build. Build them again.')
}
