import { type WorkLimits, workLimits } from '@thanos-gitops/validate/server'

/** How much the API server's code judges in one call of a command. */
export const limitsFor = (allVerdicts: boolean): WorkLimits | undefined => (allVerdicts ? undefined : workLimits)
