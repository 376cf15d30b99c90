import { $ } from 'zx'
import type { Stack } from '../environment.ts'
import { failure, requireProgram } from '../failure.ts'

/** Throws a Failure if this machine cannot read the branch that the cluster syncs. */
export async function requireRepository({ settings }: Stack): Promise<void> {
  await requireProgram('git', 'Install git.')
  const { repository, branch } = settings!
  const { commit, problem } = await readBranch(repository, branch, 30)
  if (commit === undefined)
    throw failure(
      'repository-unreachable',
      `The repository ${repository} cannot be read from here: ${problem}`,
      'Fix repository and branch in environments/delivery.yaml. If only the cluster can reach the repository, add --no-repository.',
    )
}

/** The commit of a branch, or why it cannot be read. */
export async function readBranch(
  repository: string,
  branch: string,
  seconds: number,
): Promise<{ readonly commit?: string; readonly problem?: string }> {
  // It must fail instead of prompting for a password, which the cluster would not have.
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=10' }
  const { exitCode, stdout, stderr } = await $({
    nothrow: true,
    quiet: true,
    env,
    timeout: `${seconds}s`,
  })`git ls-remote --exit-code --heads -- ${repository} refs/heads/${branch}`
  if (exitCode === 0) return { commit: stdout.split(/\s/)[0]! }
  if (exitCode === 2) return { problem: `It has no branch ${branch}.` }
  return { problem: stderr.trim().split('\n').at(-1) || `git does not answer within ${seconds} seconds.` }
}
