import type { Check } from '../checks/check.ts'
import { refusalChecks } from './refusals.ts'
import { requestChecks } from './requests.ts'
import type { SignIn } from './rig.ts'
import { sessionChecks } from './sessions.ts'

/** In the order in which they run. */
export const signInChecks: readonly Check<SignIn>[] = [...sessionChecks, ...refusalChecks, ...requestChecks]
