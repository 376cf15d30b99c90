// The modules of a bundle without the base, which the command loads from its sources: a change of it needs no other bundle.
import { resolve } from 'node:path'
import { useBundle } from '@thanos-gitops/workspace/bundle-digest'
import { main } from '../main.ts'

/** @param digest identifies the sources and the code of the bundle */
export const run = (args: readonly string[], digest: string): Promise<number> => {
  useBundle(resolve(import.meta.dirname, '../../..'), digest)
  return main(args)
}
