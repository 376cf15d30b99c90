import { readFileSync, writeFileSync } from 'node:fs'
import { maskText, printableOutput } from '@thanos-gitops/manifest'
import { usageError } from './usage-error.ts'

/**
 * The content of a file that an option names.
 * @param path absolute, or relative to the working directory
 * @param option for the message, such as `--prices`
 * @throws Failure `usage-error` if it cannot be read
 */
export const readOptionFile = (path: string, option: string): string =>
  orUsageError(() => readFileSync(path, 'utf8'), `${option}: ${path} cannot be read`, 'Name a file that exists.')

/** Writes the file that an option names. Throws a Failure `usage-error` if it cannot be written. */
export const writeOptionFile = (path: string, content: string, option: string): void =>
  write(path, content, option, 'w')

/** Adds to the file that an option names. Throws a Failure `usage-error` if it cannot be written. */
export const appendToOptionFile = (path: string, content: string, option: string): void =>
  write(path, content, option, 'a')

const write = (path: string, content: string, option: string, flag: 'a' | 'w'): void =>
  orUsageError(
    () => writeFileSync(path, printableOutput(maskText(content), { color: false }), { flag }),
    `${option}: ${path} cannot be written`,
    'Name a file in a folder that exists and that you may write to.',
  )

function orUsageError<T>(act: () => T, problem: string, remedy: string): T {
  try {
    return act()
  } catch (error) {
    throw usageError(`${problem}: ${(error as Error).message}.`, remedy)
  }
}
