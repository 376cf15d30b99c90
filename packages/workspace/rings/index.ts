export { type EnvironmentSource, environmentSources } from './environment-sources.ts'
export { nextSteps, type RingStep, type RingSteps, shortName } from './next-steps.ts'
export { type RepositoryRings, readRings, ringOfEnvironment, ringProblems } from './read-rings.ts'
