// What bundle.mjs makes one file of: the command together with the base of this repository.
import { resolve } from 'node:path'
import { base } from '../../base/index.ts'
import { main } from './main.ts'
import { useBase } from './workspace.ts'

export const run = (args: readonly string[]): Promise<number> => {
  useBase(resolve(import.meta.dirname, '../..'), base)
  return main(args)
}
