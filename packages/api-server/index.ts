/** The answers of the API server to objects, without a server. README.md describes how. */
export { type AskOptions, askApiServer, type Question } from './ask.ts'
export { decodedField, messagesIn } from './decoded-field.ts'
export type { Engine } from './engine.ts'
export { fieldPointer, overlaps } from './field-pointer.ts'
export type { Answer } from './pool.ts'
export { findProgram, type Program } from './program.ts'
export type { ApplyMode, Cause, Verdict, VerdictRequest } from './protocol.ts'
export { relevantObjects } from './relevant-objects.ts'
