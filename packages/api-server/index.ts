/** The answers of the API server to objects, without a server. README.md describes how. */
export type { ApplyMode, Cause, ObjectSet, ProgramVersion, Verdict, VerdictRequest } from './protocol.ts'
