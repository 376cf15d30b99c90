// The modules of the bundle: the command, what `render` loads, and the base of this repository.
import { resolve } from 'node:path'
import { base } from '@thanos-gitops/base'
// Commands are loaded when they are called; this import makes it part of the bundle.
import '../commands/render.ts'
import { useBase } from '@thanos-gitops/workspace'
import { main } from '../main.ts'

/** @param digest identifies the sources and the code of the bundle */
export const run = (args: readonly string[], digest: string): Promise<number> => {
  useBase(resolve(import.meta.dirname, '../../..'), base, digest)
  return main(args)
}
