// @ts-check
// Runs the code of a bundle. The compile cache of Node.js has a module as it is before one of its functions is called, so that each run would
// compile those that it calls. V8 also returns the compiled functions, at the end of a run.

import { replaceFile } from './replace-file.mjs'

const { mkdirSync, readFileSync } = process.getBuiltinModule('node:fs')
const { basename, dirname, join } = process.getBuiltinModule('node:path')
const { hash } = process.getBuiltinModule('node:crypto')
const { createRequire, getCompileCacheDir } = process.getBuiltinModule('node:module')
const { Script } = process.getBuiltinModule('node:vm')

/** So many runs add what they compiled. The first run of a command may call few of its functions. */
const addingRuns = 4

/**
 * @typedef {object} LoadedBundle
 * @property {any} exports
 * @property {boolean} isCompiled whether functions that earlier runs called need not be compiled again
 * @property {() => void} save keeps the functions that this run called, unless enough runs did. Without them, the next run takes longer
 */

/**
 * @param {string} file
 * @param {string} digest identifies the content of the file
 * @param {string} [folder] for compiled code of this version of Node.js. Default: that of its own compile cache, if it is enabled
 * @returns {LoadedBundle}
 */
export function loadBundle(file, digest, folder = getCompileCacheDir()) {
  const cache = folder === undefined ? undefined : join(folder, `${basename(file)}.functions`)
  const known = cache === undefined ? undefined : readCompiled(cache, digest)
  // The code begins in the first line, so that an error has its line in the file.
  const code = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`
  const script = new Script(code, { filename: file, ...(known && { cachedData: known.code }) })
  // V8 accepts only what it has compiled with the same version and the same options.
  const accepted = script.cachedDataRejected === false ? known : undefined
  importForBundles()
  const module = { exports: {} }
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file))
  return {
    exports: module.exports,
    isCompiled: accepted !== undefined,
    save() {
      const runs = (accepted?.runs ?? 0) + 1
      if (cache !== undefined && runs <= addingRuns) writeCompiled(cache, digest, runs, script.createCachedData())
    },
  }
}

/** Code of `vm` cannot import a module without a warning. `importModule` of the package `workspace` calls this function. */
function importForBundles() {
  /** @type {any} */
  const registry = globalThis
  registry[Symbol.for('thanos-gitops.import')] = (/** @type {string} */ url) => import(url)
}

/**
 * The compiled code of a bundle; undefined if there is none, if it is that of another bundle, or if it is damaged: V8 does not check it.
 * @param {string} cache
 * @param {string} digest
 * @returns {{ readonly code: Buffer, readonly runs: number } | undefined}
 */
function readCompiled(cache, digest) {
  try {
    const content = readFileSync(cache)
    const end = content.indexOf('\n')
    const code = content.subarray(end + 1)
    const { runs, ...found } = JSON.parse(content.toString('utf8', 0, end))
    return found.bundle === digest && found.code === hash('sha256', code) ? { code, runs } : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} cache
 * @param {string} bundle
 * @param {number} runs
 * @param {Buffer} code
 */
function writeCompiled(cache, bundle, runs, code) {
  try {
    const head = JSON.stringify({ bundle, code: hash('sha256', code), runs })
    mkdirSync(dirname(cache), { recursive: true })
    replaceFile(cache, Buffer.concat([Buffer.from(`${head}\n`), code]))
  } catch {
    // Without the file, the next run compiles the functions again.
  }
}
