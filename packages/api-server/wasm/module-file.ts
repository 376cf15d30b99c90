// A committed build of the program, next to its digest and the digest of its sources.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { moduleOutdated, moduleUnusable } from '../failures.ts'

export const moduleFile = 'api-server.wasm.br'
/** The digest of the module before compression, as sha256sum writes it. */
export const digestFile = 'api-server.wasm.sha256'
/** The digest of the sources (`sources.ts`). */
export const sourcesFile = 'sources.sha256'

export const digestLine = (digest: string): string => `${digest}  api-server.wasm\n`

/** The files in messages. */
const shown = (folder: string, file: string): string => `packages/api-server/module/${basename(folder)}/${file}`

/**
 * The digest of the committed module.
 *
 * @throws Failure if the module does not exist, or was built from other sources
 */
export function moduleDigest(folder: string, sources: string): string {
  const digest = /^([0-9a-f]{64}) {2}api-server\.wasm\n$/.exec(readText(folder, digestFile))?.[1]
  if (digest === undefined) throw moduleUnusable(shown(folder, digestFile), 'the file does not contain a SHA-256.')
  if (readText(folder, sourcesFile).trim() !== sources) throw moduleOutdated(shown(folder, sourcesFile))
  return digest
}

/**
 * The decompressed module.
 *
 * @throws Failure if it does not exist or has another digest
 */
export function readModule(folder: string, digest: string): Buffer {
  let wasm: Buffer
  try {
    wasm = brotliDecompressSync(readFileSync(join(folder, moduleFile)))
  } catch (error) {
    throw moduleUnusable(shown(folder, moduleFile), `the module cannot be read (${(error as Error).message}).`)
  }
  const actual = createHash('sha256').update(wasm).digest('hex')
  if (actual !== digest)
    throw moduleUnusable(
      shown(folder, moduleFile),
      `the module has the SHA-256 ${actual}, but ${digestFile} has ${digest}.`,
    )
  return wasm
}

function readText(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8')
  } catch (error) {
    throw moduleUnusable(shown(folder, file), `the file cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}
