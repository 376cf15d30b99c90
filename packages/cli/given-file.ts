import { readFileSync, writeFileSync } from 'node:fs'
import { wrongUse } from './wrong-use.ts'

/** The text of a file that an option names. `shown` is how it was given. */
export const readGiven = (path: string, shown: string, remedy: string): string =>
  orWrongUse(() => readFileSync(path, 'utf8'), `${shown} cannot be read`, remedy)

/** Adds to the file that an option names. */
export const appendToGiven = (path: string, text: string, remedy: string): void =>
  orWrongUse(() => writeFileSync(path, text, { flag: 'a' }), `${path} cannot be written`, remedy)

function orWrongUse<T>(act: () => T, problem: string, remedy: string): T {
  try {
    return act()
  } catch (error) {
    throw wrongUse(`${problem}: ${(error as Error).message}.`, remedy)
  }
}
