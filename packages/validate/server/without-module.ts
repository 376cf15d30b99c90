// Until packages/api-server/module is in the repository. Then this file goes, and its two uses with it.
import { existsSync } from 'node:fs'
import { findProgram, moduleFolder } from '@thanos-gitops/api-server'

export const withoutModule =
  'This checkout does not contain packages/api-server/module, so that there is no verdict of the API server. With Go, run `npm run tools -- api-server`.'

/** Whether there is a native program, or the module. */
export function hasProgram(): boolean {
  if (existsSync(moduleFolder)) return true
  try {
    findProgram('1.36')
    return true
  } catch {
    return false
  }
}
