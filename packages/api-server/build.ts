/** Builds of the program, for scripts. They need Go. */
export { type Build, builds } from './builds.ts'
export { moduleFolder } from './folders.ts'
export { buildNative, builtNative } from './native/build.ts'
export { buildModule, readCommittedModule } from './wasm/build.ts'
