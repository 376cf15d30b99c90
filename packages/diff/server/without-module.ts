// Until packages/api-server/module is in the repository. Then this file goes, and its uses with it: without a program, a diff fails.
import { existsSync } from 'node:fs'
import { findProgram, moduleFolder } from '@thanos-gitops/api-server'
import type { Finding } from '@thanos-gitops/manifest'
import { applyModes } from '@thanos-gitops/manifest/change'
import type { SideQuestion } from './questions.ts'
import type { ModeVerdict, ObjectVerdicts, Verdicts } from './verdicts.ts'

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

export const withoutModule: Finding = {
  code: 'api-server-missing',
  severity: 'warning',
  message:
    'This checkout does not contain packages/api-server/module: nothing is known about refusals, and defaults count as changes.',
  remedy: 'With Go, build the program: npm run tools -- api-server',
}

const unjudged: ModeVerdict = { isUpdate: true, isRefusedAsNew: false, objectChanged: true, templateChanged: true }

export const unjudgedVerdicts = ({ objects }: SideQuestion): Verdicts =>
  new Map(
    objects.map(({ object }) => [
      object,
      {
        isKnown: false,
        stored: {},
        byMode: Object.fromEntries(applyModes.map((mode) => [mode, unjudged])) as ObjectVerdicts['byMode'],
      },
    ]),
  )
