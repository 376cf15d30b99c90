import { nearest } from '@thanos-gitops/manifest'
import { removedChecks, renamedChecks } from '../renamed-checks.ts'
import type { Check } from './check.ts'

/** Whether a name or a rule number (`TH014`) refers to this check. Several checks may share one number. */
export const isNamed = ({ name, id }: Check, nameOrId: string): boolean => name === nameOrId || id === nameOrId

/** What is wrong with the name or rule number of a check, and how to fix it; undefined for a valid one. */
export function checkNameProblem(nameOrId: string, checks: readonly Check[]): NameProblem | undefined {
  if (checks.some((check) => isNamed(check, nameOrId))) return undefined
  const renamed = Object.hasOwn(renamedChecks, nameOrId) ? renamedChecks[nameOrId] : undefined
  if (renamed !== undefined)
    return { message: `The check ${nameOrId} was renamed to ${renamed}.`, remedy: `Write ${renamed}.` }
  const removed = Object.hasOwn(removedChecks, nameOrId) ? removedChecks[nameOrId] : undefined
  if (removed !== undefined) return { message: `The check ${nameOrId} was removed.`, remedy: removed }
  const ofServer = Object.hasOwn(serverCodes, nameOrId) ? serverCodes[nameOrId] : undefined
  if (ofServer !== undefined) return ofServer
  const known = checks.flatMap(({ name, id }) => (id === undefined ? [name] : [name, id]))
  const similar = nearest(nameOrId, known)
  return {
    message: `There is no check ${nameOrId}.`,
    remedy: similar === undefined ? 'Run thanos-gitops check --list to see all checks.' : `Did you mean ${similar}?`,
  }
}

interface NameProblem {
  readonly message: string
  readonly remedy: string
}

const refused = (code: string): NameProblem => ({
  message: `${code} is the API server's answer, not a check: it has no exceptions, because the cluster does not run the object.`,
  remedy: 'Correct the object, and remove this exception.',
})

/** Codes of `check` that are answers of the API server. */
const serverCodes: Readonly<Record<string, NameProblem>> = {
  'api-server-refuses': refused('api-server-refuses'),
  'api-server-refuses-pods': refused('api-server-refuses-pods'),
  'api-server-warns': {
    message: "api-server-warns is the API server's answer, not a check: it has no exceptions.",
    remedy: 'Remove this exception. A warning fails check only with --fail-on warning.',
  },
}
