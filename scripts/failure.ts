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

/** Throws a Failure if a program that a script starts is not installed, before the script changes anything. */
export async function requireProgram(name: string, remedy: string): Promise<void> {
  if ((await which(name, { nothrow: true })) === null)
    throw failure('tool-missing', `${name} is not installed, or not on the PATH.`, remedy)
}
