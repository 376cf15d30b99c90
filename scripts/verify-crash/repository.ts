import { type ChildProcess, spawn } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownRepository } from '../script-options.ts'
import { git } from '../tests/clone.ts'

/** The environments of the fixture and their numbers of objects. */
const objectCounts = { blue: 17, green: 16, tiny: 14 } as const
type Environment = keyof typeof objectCounts
export const environments = Object.keys(objectCounts) as readonly Environment[]
export const commandFile = join(ownRepository, 'packages/cli/bin.mjs')

export type Content = 'old' | 'new'
/** The content of each output file by its path from the root. */
export type FileSet = ReadonlyMap<string, string>

export interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/** A temporary copy of the fixture with a patch of two contents, each of which changes all manifests. */
export interface CrashRepository {
  readonly root: string
  /** The complete output of each content. */
  readonly sets: Readonly<Record<Content, FileSet>>
  setSource(content: Content): void
  outputs(): FileSet
  /** Whether an environment has the folder `.render`. */
  hasStaging(): boolean
  /** Deletes the repository. */
  remove(): void
}

/** Ends with an error if the fixture cannot be rendered. */
export async function createRepository(): Promise<CrashRepository> {
  const root = mkdtempSync(join(tmpdir(), 'verify-crash-'))
  cpSync(join(ownRepository, 'packages/testing/repository'), root, { recursive: true })
  mkdirSync(join(root, 'node_modules'))
  symlinkSync(join(ownRepository, 'node_modules/@thanos-gitops'), join(root, 'node_modules/@thanos-gitops'), 'junction')
  git(root, 'init', '--quiet')
  appendFileSync(join(root, 'environments/policy.yaml'), '  - path: /metadata/labels/verify-crash\n')
  const setSource = (content: Content): void => {
    for (const name of environments) writeFileSync(patchFile(root, name), patchOf(name, content))
  }
  const complete = async (content: Content): Promise<FileSet> => {
    setSource(content)
    const { status, output } = await ended(startRender(root))
    if (status !== 0) throw new Error(output)
    return outputsOf(root)
  }
  const sets = { new: await complete('new'), old: await complete('old') }
  return {
    root,
    sets,
    setSource,
    outputs: () => outputsOf(root),
    hasStaging: () => environments.some((name) => existsSync(join(root, 'environments', name, '.render'))),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

export const patchFile = (root: string, environment: Environment): string =>
  join(root, 'environments', environment, 'patches/crash.yaml')

export const patchOf = (
  environment: Environment,
  content: Content,
): string => `- target: {name: '*', expect: ${objectCounts[environment]}}
  patch:
    - op: add
      path: /metadata/labels/verify-crash
      value: ${content === 'old' ? 'old' : 'a-new-value-of-another-length'}
`

/** Starts a render of the environments, of all by default. */
export const startRender = (root: string, args: readonly string[] = []): ChildProcess =>
  spawn(process.execPath, [commandFile, 'render', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })

/** Waits for the end of a process and collects what it prints. */
export const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += part))
    child.on('error', reject)
    child.on('close', (status, signal) => resolve({ status, signal, output }))
  })

/** All files that a render owns, and temporary files that it leaves outside of `.render`. */
function outputsOf(root: string): FileSet {
  const folder = join(root, 'environments')
  return new Map(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !/\/(\.render|\.schemas|patches)\//.test(path))
      .map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]),
  )
}
