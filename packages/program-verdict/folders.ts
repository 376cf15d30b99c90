import { join } from 'node:path'
import type { ProgramName } from './programs.ts'

/** The Go modules of the programs, and the code that they share. */
export const sourcesFolder = join(import.meta.dirname, 'program')

/** The committed WebAssembly build of a program. */
export const moduleFolder = (name: ProgramName): string => join(import.meta.dirname, 'module', name)

/** What is made from them, which may be deleted. */
export const cacheFolder = join(import.meta.dirname, '../../node_modules/.cache/thanos-gitops/program-verdict')
