import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { withoutSchemas } from '@thanos-gitops/testing/command'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { runInOneProcess } from '@thanos-gitops/testing/run-in-one-process'
import { withoutNx } from './environment.ts'

export interface Result {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts `thanos-gitops` in a clone. */
export const thanosGitops = (clone: string, ...args: readonly string[]): Result =>
  start(clone, 'packages/cli/bin.mjs', args)

/** Starts one of the clone's scripts: `new-environment`. */
export const script = (clone: string, name: string, ...args: readonly string[]): Result =>
  start(clone, `scripts/${name}.ts`, args)

/** Runs one of the clone's scripts in one process with each list of arguments. */
export const scriptTimes = (clone: string, name: string, lines: readonly (readonly string[])[]): readonly Result[] =>
  runInOneProcess(
    clone,
    lines.map((args) => ({ file: `scripts/${name}.ts`, args })),
    { env: { ...withoutNx(), ...withoutSchemas } },
  )

/** Starts what must succeed: throws what it printed otherwise. */
export function succeed(result: Result): Result {
  if (result.status !== 0) throw new Error(`${result.stdout}\n${result.stderr}`)
  return result
}

/** Runs a command of a README in a clone, with a shell. A commit has the test's own author. */
export function runShell(clone: string, command: string): Result {
  const author = { GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@example.com' }
  const committer = { GIT_COMMITTER_NAME: 'test', GIT_COMMITTER_EMAIL: 'test@example.com' }
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: clone,
    encoding: 'utf8',
    env: {
      ...withoutNx(),
      ...withoutSchemas,
      ...compileCache(clone),
      ...author,
      ...committer,
      PATH: [join(clone, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    },
  })
  return { status, stdout, stderr }
}

function start(clone: string, file: string, args: readonly string[]): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, file), ...args], {
    cwd: clone,
    encoding: 'utf8',
    env: { ...withoutNx(), ...withoutSchemas, ...compileCache(clone) },
  })
  return { status, stdout, stderr }
}

/** The error output without the notes about programs on PATH that have another version than the pinned one. */
export const withoutVersionNotes = (stderr: string): string => stderr.replaceAll(/^Using .* from PATH; .*\n/gm, '')
