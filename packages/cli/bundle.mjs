// @ts-check
// A render loads some seventy small modules, which takes longer than the render itself. The bundle is a cache of them in one
// file: made when a render has ended, used by the next ones as long as not a byte of its sources has changed. Without it all
// works the same, from the sources.

// `import … from 'node:fs'` would run every getter of the module, which loads streams, promises and more.
const { hash } = process.getBuiltinModule('node:crypto')
const { readFileSync } = process.getBuiltinModule('node:fs')
const { join } = process.getBuiltinModule('node:path')

/** @param {string} repository */
export const bundleFolder = (repository) => join(repository, 'node_modules/.cache/thanos-gitops/bundle')

export const bundleFile = 'bundle.mjs'
/** Which sources the bundle was made from, and their checksum. */
export const sourcesFile = 'sources.json'

/**
 * The bundle's file, or undefined where there is none or a source has changed.
 * @param {string} repository
 */
export function currentBundle(repository) {
  const folder = bundleFolder(repository)
  try {
    const { sources, checksum } = JSON.parse(readFileSync(join(folder, sourcesFile), 'utf8'))
    return checksumOf(sources) === checksum ? join(folder, bundleFile) : undefined
  } catch {
    return undefined
  }
}

/** @param {readonly string[]} sources absolute paths */
export const checksumOf = (sources) => hash('sha256', [process.version, ...sources.flatMap((source) => [source, readFileSync(source, 'utf8')])].join('\0'))
