import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { copyRepository, copyResults } from '../tests/clone.ts'
import { root } from '../tests/repository.ts'
import { runs } from './measure.ts'

/**
 * The repository in a folder, without environments: a copy, because a checkout runs its own packages. A trial links them, so that it
 * compiles nothing again.
 *
 * @param hasOwnPackages whether a trial copies them, too
 */
export function copyOrLink(folder: string, hasOwnPackages = false): void {
  if (!runs.isTrial || hasOwnPackages) {
    copyRepository(folder)
    return
  }
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  for (const linked of ['packages', 'node_modules/@thanos-gitops'])
    symlinkSync(join(root, linked), join(folder, linked), 'junction')
  for (const copied of ['.gitignore', 'base']) cpSync(join(root, copied), join(folder, copied), { recursive: true })
  copyResults(folder)
}
