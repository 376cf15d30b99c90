import { $ } from 'zx'

export interface Output {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `thanos-gitops` in a repository. */
export const thanosGitops = (root: string, ...args: readonly string[]): Promise<Output> =>
  $({ nothrow: true, quiet: true, cwd: root })`${process.execPath} packages/cli/bin.mjs ${args}`
