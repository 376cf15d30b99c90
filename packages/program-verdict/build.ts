/** Builds of the modules, for scripts. They need Go. */
export { buildModule, readCommittedModule } from './build-module.ts'
export { moduleFolder } from './folders.ts'
export { type ProgramName, programNames } from './programs.ts'
