// The programs of the stack, built from their Go modules without changes.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isIntact, moveIntoCache } from '@thanos-gitops/programs/cache-entry'
import { downloadModule, goEnvironment, type PinnedModule } from '@thanos-gitops/programs/go-module'
import { userCache } from '@thanos-gitops/programs/user-cache'
import { $ } from 'zx'
import { buildFailure, failure } from '../failure.ts'
import { type GoProgram, goPrograms, pinnedModule } from '../instrument/programs.ts'
import { writableCopy } from '../instrument/writable-copy.ts'
import { requirePinnedProgram } from '../pinned-programs.ts'

/** A program of the stack in the version of its image. */
export interface StackProgram {
  /** A key of `goPrograms`, or `promtool`, which is part of the module of Prometheus. */
  readonly name: string
  /** `0.42.4` */
  readonly version: string
}

interface Source extends GoProgram {
  readonly pinned: PinnedModule
}

/** @throws Failure if the checksum of the module is not pinned */
function sourceOf({ name, version }: StackProgram): Source {
  const owner = name === 'promtool' ? 'prometheus' : name
  const program = goPrograms[owner]!
  const pinned = pinnedModule(owner, version)
  if (pinned !== undefined) return { ...program, pinned, folder: owner === name ? program.folder : `cmd/${name}` }
  const { module, moduleVersion } = program
  throw failure(
    'usage-error',
    `scripts/instrument/programs.ts has no checksum of ${owner} ${version}.`,
    `Add it: go mod download -json ${module}@${moduleVersion(version)} prints it as Sum, after Go compared it with its checksum database.`,
  )
}

const cachedPath = (program: StackProgram): string => {
  const { name, version } = program
  const { pinned, folder, tags, placeholders } = sourceOf(program)
  const settings = [pinned, folder, tags, placeholders]
  const digest = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 12)
  return join(userCache('tools'), `v${version}-${digest}`, name)
}

/** The path of the program, if it is built. */
export function findStackProgram(program: StackProgram): string | undefined {
  const path = cachedPath(program)
  return isIntact(path) ? path : undefined
}

/** Builds the program, unless it is already built, and returns its path. */
export async function buildStackProgram(program: StackProgram): Promise<string> {
  const found = findStackProgram(program)
  if (found !== undefined) return found
  const { name, version } = program
  const path = cachedPath(program)
  await requirePinnedProgram('go')
  mkdirSync(dirname(path), { recursive: true })
  const staging = mkdtempSync(join(dirname(path), '.build-'))
  try {
    await build(program, staging)
    moveIntoCache(join(staging, name), path)
  } catch (error) {
    throw buildFailure(`${name} ${version}`, error)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  return path
}

async function build(program: StackProgram, staging: string): Promise<void> {
  const { name, version } = program
  const { pinned, folder, tags, placeholders } = sourceOf(program)
  const { folder: source } = await downloadModule(pinned, process.env)
  const run = $({ cwd: buildFolder(source, placeholders, staging), env: goEnvironment(process.env), quiet: true })
  // Without -trimpath: Go then uses the packages that `npm run generate:metrics` and `npm run tools` have built.
  const flags = `-s -w -X github.com/prometheus/common/version.Version=${version}`
  await run`nice -n 19 go build -p 1 -tags ${tags.join(',')} -ldflags ${flags} -o ${join(staging, name)} ./${folder}`
}

/** The sources of a module; a copy if the program embeds files of a web interface, which the module lacks. */
function buildFolder(source: string, placeholders: readonly string[], staging: string): string {
  if (placeholders.length === 0) return source
  const copy = join(staging, 'source')
  writableCopy(source, copy)
  for (const file of placeholders.map((path) => join(copy, path)).filter((path) => !existsSync(path))) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '')
  }
  return copy
}
