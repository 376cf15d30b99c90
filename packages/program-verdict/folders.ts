import { join } from 'node:path'
import { userCache } from '@thanos-gitops/programs/user-cache'
import type { ProgramName } from './programs.ts'

/** The Go modules of the programs, and the code that they share. */
export const sourcesFolder = join(import.meta.dirname, 'program')

/** The committed WebAssembly build of a program. */
export const moduleFolder = (name: ProgramName): string => join(import.meta.dirname, 'module', name)

/** What is made from them, which may be deleted. Checkouts of one version share it. */
export const cacheFolder = userCache('program-verdict')

/** The verdicts on documents, which may be deleted. All checkouts share them. */
export const verdictsFolder = userCache('program-verdict/verdicts')
