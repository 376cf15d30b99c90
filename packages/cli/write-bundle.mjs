// @ts-check
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleFile, bundleFolder, currentBundle, sourcesFile, stampOf } from './bundle.mjs'

/**
 * Makes the bundle of the command and this repository's base. What goes wrong leaves the next render to load the sources.
 * @param {string} repository
 */
export async function writeBundle(repository) {
  const folder = bundleFolder(repository)
  const began = Date.now()
  let staging
  try {
    mkdirSync(dirname(folder), { recursive: true })
    staging = mkdtempSync(`${folder}-`)
    const { rolldown } = await import('rolldown')
    const bundle = await rolldown({
      input: join(repository, 'packages/cli/bundle-entry.ts'),
      platform: 'node',
      plugins: [ownPlaces, plainBuiltins],
      logLevel: 'silent',
    })
    const { output } = await bundle.write({
      dir: staging,
      format: 'esm',
      entryFileNames: bundleFile,
      chunkFileNames: '[name].mjs',
    })
    const sources = output
      .flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
      .filter((id) => existsSync(id))
    // Somebody is editing: the bundle may hold the old text, and would be taken for current.
    if (sources.some((source) => statSync(source).mtimeMs >= began)) throw new Error('a source changed meanwhile')
    writeFileSync(join(staging, sourcesFile), JSON.stringify({ sources, stamp: stampOf(sources) }))
    // A render beside this one was faster, and a third may be loading what it wrote.
    if (currentBundle(repository)) throw new Error('there is one already')
    rmSync(folder, { recursive: true, force: true })
    renameSync(staging, folder)
  } catch {
    if (staging !== undefined) rmSync(staging, { recursive: true, force: true })
  }
}

/** A module that asks where it stands is told where its source stands. */
const ownPlaces = {
  name: 'own-places',
  /**
   * @param {string} code
   * @param {string} id
   */
  transform(code, id) {
    if (!code.includes('import.meta.')) return undefined
    return code
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
  },
}

/** Built-in modules without the detour that bundle.mjs describes. */
const plainBuiltins = {
  name: 'plain-builtins',
  /** @param {string} code */
  renderChunk: (code) =>
    code.replaceAll(/^import (?:(\w+)|\{([^}]*)\}) from "(node:[\w/]+)";$/gm, (_match, whole, names, builtin) => {
      const binding = whole ?? `{${names.replaceAll(' as ', ': ')}}`
      return `const ${binding} = process.getBuiltinModule("${builtin}");`
    }),
}
