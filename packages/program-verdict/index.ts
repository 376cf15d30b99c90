/** Which documents Prometheus, Alertmanager and Thanos refuse, without these programs. README.md describes how. */
export { judge, NotJudged, ProgramCrash, type ProgramProblem } from './judge.ts'
export { type DocumentKind, type ProgramName, programVersions } from './programs.ts'
