import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { afterAll } from 'vitest'
import { type CommandResult, productRoot, runCommand } from './command.ts'
import { commitAll, git } from './git.ts'

/** The repository of the fixture: its README.md describes it. Tests copy it, or read it where it is. */
export const fixtureFolder = join(import.meta.dirname, 'repository')

/** A repository in a temporary folder that is removed after the tests of the file. Files are named by their path from its root. */
export interface TestRepository {
  readonly root: string
  read(file: string): string
  write(file: string, content: string | Uint8Array): void
  /** Replaces a part of a file. Throws if the file does not contain it, because the test would prove nothing. */
  replace(file: string, from: string | RegExp, to: string): void
  remove(file: string): void
  /** Starts `thanos-gitops` in the root. */
  run(...args: readonly string[]): CommandResult
  git(...args: readonly string[]): string
  /** Renders all environments and commits all files. Throws if render fails. */
  commitRendered(message: string): void
  /** Restores all files of the last commit and removes the other files. */
  restore(): void
}

/** A copy of the fixture: committed, not rendered. Call it outside of tests and hooks. */
export function fixtureRepository(): TestRepository {
  return temporaryRepository(
    (root) => {
      cpSync(fixtureFolder, root, { recursive: true })
      copyMark(sharedMark, join(root, validBase))
    },
    (root) => copyMark(join(root, validBase), sharedMark),
  )
}

/** The mark that a base was found valid. It has an effect only with the same content of the base, and with the same packages. */
const validBase = 'node_modules/.cache/thanos-gitops/valid-base'

/** The mark of the fixture's base: otherwise each copy would judge it again, which takes longer than to render it. */
const sharedMark = join(productRoot, 'node_modules/.cache/thanos-gitops/valid-fixture')

function copyMark(from: string, to: string): void {
  if (!existsSync(from) || (existsSync(to) && readFileSync(from, 'utf8') === readFileSync(to, 'utf8'))) return
  mkdirSync(dirname(to), { recursive: true })
  // Other tests read the shared one at the same time.
  cpSync(from, `${to}.${process.pid}.${threadId}`)
  renameSync(`${to}.${process.pid}.${threadId}`, to)
}

/** A repository of these files: committed, not rendered. Call it outside of tests and hooks. */
export function repositoryOf(files: Readonly<Record<string, string>>): TestRepository {
  return temporaryRepository((root) => {
    for (const [file, content] of Object.entries(files)) writeFile(root, file, content)
    cpSync(join(fixtureFolder, '.gitignore'), join(root, '.gitignore'))
  })
}

/** A temporary folder that is removed after the tests of the file. Call it outside of tests and hooks. */
export function temporaryFolder(): string {
  // A space, because paths of people have some.
  const folder = mkdtempSync(join(tmpdir(), 'thanos gitops test '))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a file and the folders above it. */
export function writeFile(root: string, file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), content)
}

/** @param afterFirstRun called after the first run of the command */
function temporaryRepository(fill: (root: string) => void, afterFirstRun?: (root: string) => void): TestRepository {
  const root = temporaryFolder()
  fill(root)
  linkPackages(root)
  commitAll(root)
  return repositoryAt(root, afterFirstRun)
}

/** The base of the repository imports the product's packages. A cache that the command writes stays in the repository. */
function linkPackages(root: string): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  symlinkSync(
    join(productRoot, 'node_modules/@thanos-gitops'),
    join(root, 'node_modules/@thanos-gitops'),
    // The type that Windows allows without administrator rights.
    'junction',
  )
}

function repositoryAt(root: string, afterFirstRun?: (root: string) => void): TestRepository {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8')
  let hasRun = false
  const run = (...args: readonly string[]): CommandResult => {
    const result = runCommand(root, args)
    if (!hasRun) afterFirstRun?.(root)
    hasRun = true
    return result
  }
  return {
    root,
    read,
    run,
    write: (file, content) => writeFile(root, file, content),
    replace(file, from, to) {
      const before = read(file)
      const after = before.replace(from, () => to)
      if (after === before) throw new Error(`${file} does not contain ${from}.`)
      writeFile(root, file, after)
    },
    remove: (file) => rmSync(join(root, file), { recursive: true }),
    git: (...args) => git(root, ...args),
    commitRendered(message) {
      const { status, stderr } = run('render')
      if (status !== 0) throw new Error(stderr)
      git(root, 'add', '--all')
      git(root, 'commit', '--quiet', `--message=${message}`)
    },
    restore() {
      git(root, 'checkout', '--quiet', '--force', '.')
      git(root, 'clean', '--quiet', '-d', '--force')
    },
  }
}
