export { checkEnvironments, type EnvironmentChecker, environmentChecker } from './check-environments.ts'
export { checkPaths } from './check-paths.ts'
export type { CheckedSubject, CheckedSubjects, CheckSettings } from './checked-subjects.ts'
export { lineReader } from './line-reader.ts'
