import { Failure } from '@thanos-gitops/manifest'
import { which } from 'zx'

/** @param detail what a program printed, to be shown below the message */
export const failure = (code: string, message: string, remedy: string, detail?: string): Failure =>
  new Failure({
    code,
    severity: 'error',
    message,
    remedy,
    ...(detail === undefined || detail === '' ? {} : { detail }),
  })

/** The Failure for an error of Go while it built a program. */
export const buildFailure = (program: string, error: unknown): Failure =>
  failure(
    'build-failed',
    `${program}: the build failed.`,
    'Check that Go has the version in scripts/pinned-programs.ts and can reach its module proxy.',
    errorOutput(error),
  )

/** The error output of a command without progress messages; what ended the command if there is none, such as a signal. */
function errorOutput(error: unknown): string {
  const output = ((error as { stderr?: string }).stderr ?? '')
    .split('\n')
    .filter((line) => !line.startsWith('go: downloading'))
    .join('\n')
    .trim()
  return output === '' ? String(error) : output
}

/** Throws a Failure if a program that a script starts is not installed, before the script changes anything. */
export async function requireProgram(name: string, remedy: string): Promise<void> {
  if ((await which(name, { nothrow: true })) === null)
    throw failure('tool-missing', `${name} is not installed, or not on the PATH.`, remedy)
}
