export { type RepositoryRings, readRings, ringOfEnvironment, ringProblems } from './read-rings.ts'
