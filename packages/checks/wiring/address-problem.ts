import type { Problem } from '../engine/check.ts'

/** A problem of an address, which has the object and the pointer. */
export type AddressProblem = Pick<Problem, 'message' | 'missing' | 'remedy' | 'severity'>
