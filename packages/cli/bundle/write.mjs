// @ts-check
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { ruleFiles, sourceReaderVersion } from '@thanos-gitops/manifest'
import { replaceFile } from '@thanos-gitops/render'
import { codeVersion, versionFiles } from '@thanos-gitops/render/editor-schema'
import { isValidBase } from '@thanos-gitops/workspace'
import { rolldown } from 'rolldown'
import { bundleContent, bundleFile, entryOf, sourcesNow } from './read.mjs'

/** @typedef {import('./read.mjs').BundledCommand} BundledCommand */

/**
 * Writes the bundle of a command; that of `render` also contains this repository's base. Throws if it cannot be made or written.
 * @param {string} root
 * @param {BundledCommand} command
 */
export async function writeBundle(root, command = 'render') {
  /** @type {Map<string, Buffer>} */
  const sources = new Map()
  const bundle = await rolldown({
    input: join(root, entryOf(command)),
    platform: 'node',
    plugins: [lazyRequires, otherCommands(command), repositoryModules(root, sources)],
    logLevel: 'silent',
  })
  // One file, so that one digest covers it. In CommonJS a module that is imported later is also evaluated later.
  const { output } = await bundle.generate({ format: 'cjs', codeSplitting: false })
  await bundle.close()
  // What else decides what the bundle contains: this file, the bundler's version, and the files that the names of packages lead to.
  for (const source of [...sources.keys()].map(manifestOf)) record(root, source, sources)
  record(root, 'packages/cli/bundle/write.mjs', sources)

  const file = bundleFile(root, command)
  mkdirSync(dirname(file), { recursive: true })
  replaceFile(file, bundleContent(sources, output[0].code))
}

/**
 * Whether a command that ran from its sources should write its bundle. That of `render` contains the base, which a render of pinned
 * environments, or of another repository, did not judge.
 * @param {string} root
 * @param {BundledCommand} command
 */
export const isWorthwhile = (root, command) => (command === 'render' ? isValidBase(root) : isRepeated(root, command))

/**
 * Whether the run before had the same sources and no bundle for them either. A bundle is not worth its time while sources change
 * between two runs.
 * @param {string} root
 * @param {BundledCommand} command
 */
function isRepeated(root, command) {
  const file = `${bundleFile(root, command)}.seen`
  const now = `${sourcesNow(root, command)}\n`
  if (existsSync(file) && readFileSync(file, 'utf8') === now) return true
  mkdirSync(dirname(file), { recursive: true })
  replaceFile(file, now)
  return false
}

const lazyPrefix = '\0lazy:'

/**
 * Packages of the registry are loaded from node_modules, so that the bundle depends on files of this repository only. They and the
 * modules of Node.js are loaded when a module that imports them is evaluated: a render evaluates few of them.
 * @type {import('rolldown').Plugin}
 */
const lazyRequires = {
  name: 'lazy-requires',
  resolveId(id, importer) {
    if (importer?.startsWith(lazyPrefix)) return { id, external: true }
    const isInstalled = !id.startsWith('.') && !isAbsolute(id) && !id.startsWith('@thanos-gitops/')
    return isInstalled ? `${lazyPrefix}${id}` : undefined
  },
  load(id) {
    if (!id.startsWith(lazyPrefix)) return undefined
    return `module.exports = require(${JSON.stringify(id.slice(lazyPrefix.length))})`
  },
}

/**
 * The front end imports the other commands, and what only they need, when they are called.
 * @param {BundledCommand} command
 * @returns {import('rolldown').Plugin}
 */
const otherCommands = (command) => ({
  name: 'other-commands',
  resolveId(id, importer, { kind }) {
    if (kind !== 'dynamic-import' || !importer?.includes(frontEnd) || id === `./commands/${command}.ts`)
      return undefined
    return importersOf(command).some((file) => importer.endsWith(file)) && !isNeverBundled(id)
      ? undefined
      : '\0other-command'
  },
  load: (id) =>
    id === '\0other-command' ? `throw new Error('The bundle contains only the command ${command}.')` : undefined,
})

const frontEnd = join('packages', 'cli', sep)

/**
 * The files of the front end that import what a command needs when it needs it.
 * @param {BundledCommand} command
 */
const importersOf = (command) =>
  ['diff-topology.ts', join('declarations', `${command}.ts`), join('declarations', 'kubernetes-option.ts')].map(
    (file) => join(frontEnd, file),
  )

/**
 * Suggestions are for the completion of shells.
 * @param {string} id
 */
const isNeverBundled = (id) => id === '@thanos-gitops/workspace/suggestions'

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

/**
 * @param {string} root
 * @param {Map<string, Buffer>} sources
 * @returns {import('rolldown').Plugin}
 */
const repositoryModules = (root, sources) => ({
  name: 'repository-modules',
  load(id) {
    // The bundler has modules of its own.
    if (!isAbsolute(id)) return undefined
    const source = relative(root, id).replaceAll(sep, '/')
    if (source.startsWith('../') || isAbsolute(source)) throw new Error(`${id} is outside of ${root}.`)
    const content = withOwnPlace(record(root, source, sources).toString(), source)
    const version = versions.get(source)
    return version === undefined ? content : withVersion(root, content, version, sources)
  },
})

/**
 * @typedef {object} Version
 * @property {() => readonly string[]} files absolute paths
 * @property {() => string} version a digest of the files
 */

/**
 * The modules with a version of other sources.
 * @type {ReadonlyMap<string, Version>}
 */
const versions = new Map([
  ['packages/manifest/yaml/parser-version.ts', { files: ruleFiles, version: sourceReaderVersion }],
  ['packages/render/editor-schema/schema-version.ts', { files: versionFiles, version: codeVersion }],
])

/**
 * Reading the files of a version takes up to a fifth of a render: the bundle contains the version, and depends on the files.
 * @param {string} root
 * @param {string} content
 * @param {Version} version
 * @param {Map<string, Buffer>} sources
 */
function withVersion(root, content, { files, version }, sources) {
  for (const file of files()) record(root, relative(root, file).replaceAll(sep, '/'), sources)
  return content.replace(/^let version\b.*$/m, `let version: string | undefined = '${version()}'`)
}

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
