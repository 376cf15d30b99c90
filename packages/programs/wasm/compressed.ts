import { brotliCompressSync, constants } from 'node:zlib'

/** A module as it is committed. It takes a minute or more. */
export const compressed = (wasm: Buffer): Buffer =>
  brotliCompressSync(wasm, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length,
    },
  })
