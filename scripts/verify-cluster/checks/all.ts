import { alertChecks } from './alerts.ts'
import type { Check } from './check.ts'
import { networkChecks } from './network.ts'
import { podChecks } from './pods.ts'
import { storageChecks } from './storage.ts'

/** In the order in which they run. */
export const checks: readonly Check[] = [...podChecks, ...networkChecks, ...storageChecks, ...alertChecks]
