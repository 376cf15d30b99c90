// A committed build of a program, next to its digest and the digest of its sources.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

/** The digest of the sources (`sources.ts`). */
export const sourcesFile = 'sources.sha256'
export const moduleFileOf = (name: string): string => `${name}.wasm.br`
/** The digest of the module before compression, as sha256sum writes it. */
export const digestFileOf = (name: string): string => `${name}.wasm.sha256`
export const digestLineOf = (name: string, digest: string): string => `${digest}  ${name}.wasm\n`

/** The module cannot be read. */
export class UnusableModule extends Error {
  override name = 'UnusableModule'
  readonly file: string

  /** @param reason a sentence */
  constructor(file: string, reason: string) {
    super(reason)
    this.file = file
  }
}

/** The module is a build of other sources. */
export class OutdatedModule extends Error {
  override name = 'OutdatedModule'
  readonly file = sourcesFile
}

/**
 * The digest of the committed module.
 *
 * @param name of the program
 * @throws UnusableModule, OutdatedModule
 */
export function committedDigest(folder: string, name: string, sources: string): string {
  const [digest, module] = /^([0-9a-f]{64}) {2}(.+)\.wasm\n$/.exec(readText(folder, digestFileOf(name)))?.slice(1) ?? []
  if (digest === undefined || module !== name)
    throw new UnusableModule(digestFileOf(name), 'the file does not contain a SHA-256.')
  if (readText(folder, sourcesFile).trim() !== sources) throw new OutdatedModule('the module has other sources')
  return digest
}

/**
 * The decompressed module.
 *
 * @throws UnusableModule
 */
export function readCommitted(folder: string, name: string, digest: string): Buffer {
  const file = moduleFileOf(name)
  let wasm: Buffer
  try {
    wasm = brotliDecompressSync(readFileSync(join(folder, file)))
  } catch (error) {
    throw new UnusableModule(file, `the module cannot be read (${(error as Error).message}).`)
  }
  const actual = createHash('sha256').update(wasm).digest('hex')
  if (actual !== digest)
    throw new UnusableModule(file, `the module has the SHA-256 ${actual}, but ${digestFileOf(name)} has ${digest}.`)
  return wasm
}

function readText(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8')
  } catch (error) {
    throw new UnusableModule(file, `the file cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}
