// @ts-check
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { rolldown } from 'rolldown'
import { bundleContent, bundleFile, entry } from './read.mjs'

/**
 * Writes the bundle of the command and of this repository's base. Throws if it cannot be made or written.
 * @param {string} root
 */
export async function writeBundle(root) {
  /** @type {Map<string, string>} */
  const sources = new Map()
  const bundle = await rolldown({
    input: join(root, entry),
    platform: 'node',
    external: isThirdParty,
    plugins: [repositoryModules(root, sources)],
    logLevel: 'silent',
  })
  // In CommonJS an import of `node:fs` reads only the properties that are used. One file, so that one digest covers it.
  const { output } = await bundle.generate({ format: 'cjs', codeSplitting: false })
  await bundle.close()
  // What else decides what the bundle contains: this file, the bundler's version, and what the names of packages stand for.
  for (const source of [...sources.keys()].map(manifestOf)) record(root, source, sources)
  record(root, 'packages/cli/bundle/write.mjs', sources)

  const file = bundleFile(root)
  mkdirSync(dirname(file), { recursive: true })
  // Renaming is atomic: a render that runs meanwhile reads the old file or the new one.
  writeFileSync(`${file}.${process.pid}`, bundleContent(sources, output[0].code))
  renameSync(`${file}.${process.pid}`, file)
}

/**
 * Packages of the registry are loaded from node_modules, so that the bundle depends on files of this repository only.
 * @param {string} id
 */
const isThirdParty = (id) => !id.startsWith('.') && !isAbsolute(id) && !id.startsWith('@thanos-gitops/')

/**
 * The package.json of a source's package.
 * @param {string} source
 */
const manifestOf = (source) => `${source.split('/', source.startsWith('base/') ? 1 : 2).join('/')}/package.json`

/**
 * Reads a source and remembers exactly what the bundle was made from.
 * @param {string} root
 * @param {string} source
 * @param {Map<string, string>} sources
 */
function record(root, source, sources) {
  const content = sources.get(source) ?? readFileSync(join(root, source), 'utf8')
  sources.set(source, content)
  return content
}

/**
 * @param {string} root
 * @param {Map<string, string>} sources
 * @returns {import('rolldown').Plugin}
 */
const repositoryModules = (root, sources) => ({
  name: 'repository-modules',
  load(id) {
    // The bundler has modules of its own.
    if (!isAbsolute(id)) return undefined
    const source = relative(root, id).replaceAll(sep, '/')
    if (source.startsWith('../') || isAbsolute(source)) throw new Error(`${id} is outside of ${root}.`)
    if (isOtherCommand(source)) return `throw new Error('The bundle contains only the command render.')`
    return withOwnPlace(record(root, source, sources), source)
  },
})

/** @param {string} source */
const isOtherCommand = (source) =>
  source.startsWith('packages/cli/commands/') && source !== 'packages/cli/commands/render.ts'

/**
 * Replaces the place of the bundle by the place of the source, relative to the bundle: a copied checkout uses its own files.
 * @param {string} content
 * @param {string} source
 */
function withOwnPlace(content, source) {
  const file = `process.getBuiltinModule('node:path').join(import.meta.dirname, '../../..', ${JSON.stringify(source)})`
  return content
    .replaceAll('import.meta.dirname', `process.getBuiltinModule('node:path').dirname(${file})`)
    .replaceAll('import.meta.url', `process.getBuiltinModule('node:url').pathToFileURL(${file}).href`)
}
