// @ts-check
// Without current bundles, a command writes them and runs from them: the bundler needs a fifth of the time in which Node.js loads the
// sources.
import { startBundleTrial } from '@thanos-gitops/workspace/bundle-trial'
import { bundleFile } from './read.mjs'

/** @typedef {import('./read.mjs').BundleName} BundleName */

/**
 * A bundle that can be used. One that was written by this process has its sources; that of the base is tried meanwhile.
 * @typedef {object} UsableBundle
 * @property {string} file
 * @property {string} digest
 * @property {ReadonlyMap<string, Buffer>} [sources]
 * @property {() => Promise<boolean>} [isUsable]
 */

/**
 * Writes the bundles that are not current. Those that cannot be made have a problem instead: a line for the person.
 * @param {string} root
 * @param {ReadonlyMap<BundleName, ReturnType<typeof import('./read.mjs').openBundle>>} found
 * @returns {Promise<ReadonlyMap<BundleName, UsableBundle | { readonly problem: string }>>}
 */
export async function currentBundles(root, found) {
  const bundles = [...found].map(
    async ([name, bundle]) => /** @type {const} */ ([name, await usable(root, name, bundle)]),
  )
  return new Map(await Promise.all(bundles))
}

/**
 * @param {string} root
 * @param {BundleName} name
 * @param {ReturnType<typeof import('./read.mjs').openBundle>} found
 * @returns {Promise<UsableBundle | { readonly problem: string }>}
 */
async function usable(root, name, found) {
  const file = bundleFile(root, name)
  if (found.state === 'current') return found
  if (found.state === 'damaged') console.error(`${file} is damaged or of another version. It is written again.`)
  try {
    // The bundler can be missing: it has a program for each system.
    const { writeBundle } = await import('./write.mjs')
    const { digest, sources } = await writeBundle(root, name)
    return name === 'base'
      ? { file, digest, sources, isUsable: startBundleTrial(file, sources) }
      : { file, digest, sources }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : error
    return {
      problem: `${file} cannot be written, so that the next ${name === 'base' ? 'render' : name} is slower too: ${reason}`,
    }
  }
}
