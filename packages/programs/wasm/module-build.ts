// What the builds of all modules have in common.
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants } from 'node:zlib'
import { digestFileOf, digestLineOf, moduleFileOf, sourcesFile } from './module-file.ts'

/** The same version as in .github/workflows: another one gives another module. Go downloads it if it is not installed. */
export const moduleToolchain = 'go1.26.8'

/** The contents of the files of a module, by their names. */
export type ModuleFiles = Readonly<Record<string, string | Buffer>>

/**
 * The files of a module that was built.
 *
 * @param sources the digest of the sources
 * @param isCompressed whether the result contains the compressed module, which takes a minute or more
 */
export const moduleFilesOf = (name: string, wasm: Buffer, sources: string, isCompressed: boolean): ModuleFiles => ({
  [digestFileOf(name)]: digestLineOf(name, createHash('sha256').update(wasm).digest('hex')),
  [sourcesFile]: `${sources}\n`,
  ...(isCompressed && { [moduleFileOf(name)]: compressed(wasm) }),
})

const compressed = (wasm: Buffer): Buffer =>
  brotliCompressSync(wasm, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length,
    },
  })
