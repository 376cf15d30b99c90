// The committed build of the program.
import { basename } from 'node:path'
import {
  committedDigest,
  digestFileOf,
  digestLineOf,
  moduleFileOf,
  OutdatedModule,
  readCommitted,
  UnusableModule,
} from '@thanos-gitops/programs/wasm'
import { moduleOutdated, moduleUnusable } from '../failures.ts'

export { sourcesFile } from '@thanos-gitops/programs/wasm'

export const program = 'api-server'

export const moduleFile = moduleFileOf(program)
export const digestFile = digestFileOf(program)
export const digestLine = (digest: string): string => digestLineOf(program, digest)

/**
 * The digest of the committed module.
 *
 * @throws Failure if the module does not exist, or was built from other sources
 */
export const moduleDigest = (folder: string, sources: string): string =>
  withFailures(folder, () => committedDigest(folder, program, sources))

/**
 * The decompressed module.
 *
 * @throws Failure if it does not exist or has another digest
 */
export const readModule = (folder: string, digest: string): Buffer =>
  withFailures(folder, () => readCommitted(folder, program, digest))

function withFailures<T>(folder: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const shown = (file: string): string => `packages/api-server/module/${basename(folder)}/${file}`
    if (error instanceof UnusableModule) throw moduleUnusable(shown(error.file), error.message)
    if (error instanceof OutdatedModule) throw moduleOutdated(shown(error.file))
    throw error
  }
}
