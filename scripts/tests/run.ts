import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
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

/** Starts what must succeed: throws what it printed otherwise. */
export function succeed(result: Result): Result {
  if (result.status !== 0) throw new Error(`${result.stdout}\n${result.stderr}`)
  return result
}

function start(clone: string, file: string, args: readonly string[]): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, file), ...args], {
    cwd: clone,
    encoding: 'utf8',
    env: withoutNx(),
  })
  return { status, stdout, stderr }
}
