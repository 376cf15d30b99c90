// Builds programs that record their flags and metrics.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isIntact, moveIntoCache } from '@thanos-gitops/programs/cache-entry'
import { downloadModule, goEnvironment, type PinnedModule } from '@thanos-gitops/programs/go-module'
import { userCache } from '@thanos-gitops/programs/user-cache'
import { $ } from 'zx'
import { failure, requireProgram } from '../failure.ts'
import { changedFiles, changesOf, changesOfProgram, instrumentedLibraries } from './libraries.ts'
import { type GoProgram, goPrograms, pinnedModule } from './programs.ts'
import { replaceLibraries, replaceMoved } from './replace-libraries.ts'
import { writableCopy } from './writable-copy.ts'

/**
 * Builds a program, unless that was done before. `RECORD_FLAGS=FILE` makes it write its flags to a file and exit;
 * `RECORD_METRICS=FILE` makes it write its metrics there whenever they are read.
 *
 * @returns the path of the program
 */
export async function buildInstrumented(name: string, version: string): Promise<string> {
  const program = goPrograms[name]!
  const pinned = pinnedModule(name, version)
  if (pinned === undefined)
    throw failure(
      'usage-error',
      `scripts/instrument/programs.ts has no checksum of ${name} ${version}.`,
      `Add it: go mod download -json ${program.module}@${program.moduleVersion(version)} prints it as Sum, after Go compared it with its checksum database.`,
    )
  const { folder, tags, placeholders } = program
  const settings = [
    pinned,
    folder,
    tags,
    placeholders,
    [...instrumentedLibraries, ...changesOfProgram(pinned.module)].map(changesOf),
  ]
  const digest = createHash('sha256').update(JSON.stringify(settings)).digest('hex')
  const path = join(userCache('instrumented'), `${name}-${version}-${digest.slice(0, 12)}`)
  if (isIntact(path)) return path
  await requireProgram('go', 'Install Go.')
  mkdirSync(dirname(path), { recursive: true })
  const staging = mkdtempSync(join(dirname(path), '.build-'))
  try {
    console.error(`Building ${name} ${version} at low priority: some minutes.`)
    await build(program, pinned, staging)
    moveIntoCache(join(staging, 'program'), path)
  } finally {
    rmSync(staging, { recursive: true })
  }
  return path
}

async function build(
  { folder, tags, placeholders, movedModules = [] }: GoProgram,
  pinned: PinnedModule,
  staging: string,
): Promise<void> {
  const source = join(staging, 'source')
  writableCopy((await downloadModule(pinned, process.env)).folder, source)
  for (const change of changesOfProgram(pinned.module))
    for (const [path, content] of changedFiles(change, source)) writeFileSync(join(source, path), content)
  for (const path of placeholders) {
    if (existsSync(join(source, path))) continue
    mkdirSync(dirname(join(source, path)), { recursive: true })
    writeFileSync(join(source, path), '')
  }
  const run = $({ cwd: source, env: goEnvironment(process.env), quiet: true })
  await replaceMoved(run, source, movedModules)
  await replaceLibraries(run, dirname(staging))
  await run`nice -n 19 go build -p 1 -tags ${tags.join(',')} -ldflags ${'-s -w'} -o ${join(staging, 'program')} ./${folder}`
}
