// @ts-check
// Only what the bundler needs is imported: in a new clone, the command waits for this module.
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { rolldown } from 'rolldown'
import { lazyRequires, otherCommands, repositoryModules } from './plugins.mjs'
import { bundleContent, bundleFile, entryOf } from './read.mjs'
import { replaceFile } from './replace-file.mjs'
import { moduleVersions } from './versions.mjs'

/** @typedef {import('./read.mjs').BundleName} BundleName */

/**
 * Writes a bundle. Throws if it cannot be made or written.
 * @param {string} root
 * @param {BundleName} name
 * @returns {Promise<{ readonly file: string, readonly digest: string, readonly sources: ReadonlyMap<string, Buffer> }>} what identifies
 * the sources and the code, and the content of the sources by their paths from the root
 */
export async function writeBundle(root, name = 'render') {
  /** @type {Map<string, Buffer>} */
  const sources = new Map()
  // The base uses no module with a version.
  const versions = name === 'base' ? noVersions : moduleVersions(root)
  const bundle = await rolldown({
    input: join(root, entryOf(name)),
    platform: 'node',
    // As Node.js: an import without `type` is one of a value.
    transform: { typescript: { onlyRemoveTypeImports: true } },
    plugins: [
      lazyRequires,
      otherCommands(name),
      repositoryModules(root, (source) => record(root, source, sources), versions),
    ],
    treeshake: name !== 'base',
    logLevel: 'silent',
  })
  // One file, so that one digest covers it. In CommonJS a module that is imported later is also evaluated later.
  const { output } = await bundle.generate({
    format: 'cjs',
    codeSplitting: false,
    // The trial of the base must evaluate all of it.
    ...(name === 'base' ? { minify: false } : {}),
  })
  await bundle.close()
  // What else decides what the bundle contains: these files, the bundler's version, and the files that the names of packages lead to.
  for (const source of [...sources.keys()].map(manifestOf)) record(root, source, sources)
  for (const file of ['write.mjs', 'plugins.mjs', 'versions.mjs']) record(root, `packages/cli/bundle/${file}`, sources)
  for (const { files } of (await versions).values())
    for (const file of files) record(root, relative(root, file).replaceAll('\\', '/'), sources)

  const file = bundleFile(root, name)
  mkdirSync(dirname(file), { recursive: true })
  // The bundler reads them in any order.
  const sorted = new Map([...sources].sort(([one], [other]) => (one < other ? -1 : 1)))
  const { content, digest } = bundleContent(sorted, ascii(output[0].code))
  replaceFile(file, content)
  return { file, digest, sources: sorted }
}

/**
 * Node.js reads and checks a string without other characters in half of the time. They are in strings, regular expressions and comments.
 * @param {string} code
 */
const ascii = (code) =>
  // This function is given what is written.
  /String\.raw`(?:[^`\\]|\\[^])*?[^\0-\x7f`]/.test(code)
    ? code
    : code.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** @type {ReturnType<typeof moduleVersions>} */
const noVersions = Promise.resolve(new Map())

/**
 * The package.json of a source's package.
 * @param {string} source
 */
const manifestOf = (source) => `${source.split('/', source.startsWith('base/') ? 1 : 2).join('/')}/package.json`

/**
 * Reads a source and remembers exactly what the bundle was made from.
 * @param {string} root
 * @param {string} source
 * @param {Map<string, Buffer>} sources
 */
function record(root, source, sources) {
  const content = sources.get(source) ?? readFileSync(join(root, source))
  sources.set(source, content)
  return content
}
