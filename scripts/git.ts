import { $ } from 'zx'
import { failure } from './failure.ts'

interface GitOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** What git prints, without the last line break; undefined if it fails. */
export async function git(root: string, ...args: readonly string[]): Promise<string | undefined> {
  const { exitCode, stdout } = await $({ cwd: root, quiet: true, nothrow: true })`git ${args}`
  return exitCode === 0 ? stdout.trimEnd() : undefined
}

/** @throws Failure with the message of git if it fails */
export async function requiredGit(
  root: string,
  args: readonly string[],
  { input = '', env = {} }: GitOptions = {},
): Promise<string> {
  const options = { cwd: root, quiet: true, nothrow: true, input, env: { ...process.env, ...env } }
  const { exitCode, stdout, stderr } = await $(options)`git ${args}`
  if (exitCode === 0) return stdout.trimEnd()
  throw failure(
    'git-failed',
    `git ${args.find((arg) => !arg.startsWith('-') && !arg.includes('=')) ?? ''} failed.`,
    'Correct what git reports, and run the command again.',
    stderr.trim(),
  )
}

export const linesOf = (output: string | undefined): readonly string[] =>
  (output ?? '').split('\n').filter((line) => line !== '')

/** The parts of an output of git with `-z`. */
export const partsOf = (output: string): readonly string[] => output.split('\0').filter((part) => part !== '')
