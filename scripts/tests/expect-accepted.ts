import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'vitest'

/** Expects that a program ends without an error. The message of the failure contains its output. */
export async function expectAccepted(program: string | undefined, ...args: string[]): Promise<void> {
  const output = await promisify(execFile)(program!, args).then(
    () => '',
    (error: { readonly message: string; readonly stdout?: string }) => `${error.stdout ?? ''}\n${error.message}`,
  )
  expect(output).toBe('')
}
