// @ts-check
// A render loads some seventy small modules, which takes longer than the render itself. The bundle is a cache of them in one
// file: made when a render has ended, used by the next ones as long as its sources have the sizes and times of then. Without it all
// works the same, from the sources.

// `import … from 'node:fs'` would run every getter of the module, which loads streams, promises and more.
const { readFileSync, statSync } = process.getBuiltinModule('node:fs')
const { join } = process.getBuiltinModule('node:path')

/** @param {string} repository */
export const bundleFolder = (repository) => join(repository, 'node_modules/.cache/thanos-gitops/bundle')

export const bundleFile = 'bundle.mjs'
/** Which sources the bundle was made from, and their stamp. */
export const sourcesFile = 'sources.json'

/**
 * The bundle's file, or undefined where there is none or a source has changed.
 * @param {string} repository
 */
export function currentBundle(repository) {
  const folder = bundleFolder(repository)
  try {
    const { sources, stamp } = JSON.parse(readFileSync(join(folder, sourcesFile), 'utf8'))
    return stampOf(sources) === stamp ? join(folder, bundleFile) : undefined
  } catch {
    return undefined
  }
}

/**
 * What make, too, goes by: size and time of the last change, to the nanosecond.
 * @param {readonly string[]} sources absolute paths
 */
export function stampOf(sources) {
  const stamps = sources.map((source) => {
    const { size, mtimeNs } = statSync(source, { bigint: true })
    return `${size}@${mtimeNs}`
  })
  return [process.version, ...stamps].join(' ')
}
