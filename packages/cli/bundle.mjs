// @ts-check
// A render loads some seventy small modules, which takes longer than the render itself. The bundle is a cache of them in one
// file: made when a render has ended, used by the next ones as long as not a byte of its sources has changed. Without it all
// works the same, from the sources.
import { hash } from 'node:crypto'
import { existsSync, mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The bundle's file, or undefined where there is none or a source has changed.
 * @param {string} repository
 */
export function currentBundle(repository) {
  const { file, listing } = places(repository)
  try {
    const { sources, checksum } = JSON.parse(readFileSync(listing, 'utf8'))
    return checksumOf(sources) === checksum ? file : undefined
  } catch {
    return undefined
  }
}

/**
 * Makes the bundle of the command and this repository's base. What goes wrong leaves the next render to load the sources.
 * @param {string} repository
 */
export async function writeBundle(repository) {
  const { folder, file, listing } = places(repository)
  const entry = join(repository, 'packages/cli/bundle-entry.ts')
  mkdirSync(dirname(folder), { recursive: true })
  const staging = mkdtempSync(`${folder}-`)
  try {
    const { rolldown } = await import('rolldown')
    const bundle = await rolldown({ input: entry, platform: 'node', plugins: [ownPlaces], logLevel: 'silent' })
    const { output } = await bundle.write({ dir: staging, format: 'esm', entryFileNames: 'bundle.mjs', chunkFileNames: '[name].mjs' })
    const sources = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : [])).filter((id) => existsSync(id))
    writeFileSync(join(staging, 'sources.json'), JSON.stringify({ sources, checksum: checksumOf(sources) }))
    rmSync(folder, { recursive: true, force: true })
    renameSync(staging, folder)
    return existsSync(file) && existsSync(listing)
  } catch {
    rmSync(staging, { recursive: true, force: true })
    return false
  }
}

/** @param {string} repository */
function places(repository) {
  const folder = join(repository, 'node_modules/.cache/thanos-gitops/bundle')
  return { folder, file: join(folder, 'bundle.mjs'), listing: join(folder, 'sources.json') }
}

/** @param {readonly string[]} sources */
const checksumOf = (sources) => hash('sha256', [process.version, ...sources.flatMap((source) => [source, readFileSync(source, 'utf8')])].join('\0'))

/** A module that asks where it stands is told where its source stands. */
const ownPlaces = {
  name: 'own-places',
  /** @type {(code: string, id: string) => string | undefined} */
  transform(code, id) {
    if (!code.includes('import.meta.')) return undefined
    return code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id))).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
  },
}
