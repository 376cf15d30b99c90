// The modules of a bundle. The base has its own one: a change of it needs no other bundle of a command.
import { resolve } from 'node:path'
import { type BundledBase, useBase } from '@thanos-gitops/workspace'
import { useBundle } from '@thanos-gitops/workspace/bundle-digest'
import { main } from '../main.ts'

/**
 * @param digest identifies the sources and the code of the bundle
 * @param base the bundle of the base, if the command uses it; its digest without that of the modules
 */
export const run = (args: readonly string[], digest: string, base?: BundledBase): Promise<number> => {
  const root = resolve(import.meta.dirname, '../../..')
  useBundle(root, digest)
  if (base !== undefined) useBase(root, { ...base, digest: `${digest} ${base.digest}` })
  return main(args)
}
