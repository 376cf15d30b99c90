// What bundle.mjs makes one file of: the command together with the base of this repository.
import { resolve } from 'node:path'
import { base } from '@thanos-gitops/base'
// Otherwise it would be a file of its own, as a command is loaded when it is called.
import './commands/render.ts'
import { useBase } from '@thanos-gitops/workspace'
import { main } from './main.ts'

export const run = (args: readonly string[]): Promise<number> => {
  useBase(resolve(import.meta.dirname, '../..'), base)
  return main(args)
}
