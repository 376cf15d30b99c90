import { join } from 'node:path'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { $, type ProcessPromise } from 'zx'
import { root } from '../tests/repository.ts'

/** Runs a script of this repository for a clone. Does not throw if it fails. */
export const scriptInClone = (clone: string, name: string, ...args: readonly string[]): ProcessPromise =>
  $({
    nothrow: true,
    quiet: true,
    cwd: clone,
    env: { ...process.env, ...compileCache(root) },
  })`${process.execPath} ${join(root, `scripts/${name}.ts`)} ${args} --root ${clone}`
