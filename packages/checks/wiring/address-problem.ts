import type { Problem } from '../engine/check.ts'

/** A problem of an address. Its object and its pointer are those of the address. */
export type AddressProblem = Pick<Problem, 'message' | 'missing' | 'remedy' | 'severity' | 'cause'>
