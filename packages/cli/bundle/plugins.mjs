// @ts-check
// How a bundle differs from the modules. A filter keeps the bundler from calling a function for each module: its threads wait for that.
import { isAbsolute, join, relative, sep } from 'node:path'
import { importerId, include } from 'rolldown/filter'

/** @typedef {import('./read.mjs').BundleName} BundleName */
/** @typedef {import('rolldown').Plugin} Plugin */

const lazyPrefix = '\0lazy:'

/**
 * Packages of the registry are loaded from node_modules, so that the bundle depends on files of this repository only. They and the
 * modules of Node.js are loaded when a module that imports them is evaluated: a render evaluates few of them.
 * @type {Plugin}
 */
export const lazyRequires = {
  name: 'lazy-requires',
  resolveId: {
    filter: { id: /^(?!\.|\/|@thanos-gitops\/|\0)/ },
    handler(id, importer) {
      if (isAbsolute(id)) return undefined
      return importer?.startsWith(lazyPrefix) ? { id, external: true } : `${lazyPrefix}${id}`
    },
  },
  load: {
    filter: { id: /^\0lazy:/ },
    handler: (id) => lazyModule(id.slice(lazyPrefix.length)),
  },
}

/** The modules of Node.js that nearly every run uses, in loops too. */
const everywhere = ['node:fs', 'node:path', 'node:crypto']

/**
 * Of Node.js, other modules are loaded when something of them is used: the bundler's object of an import inherits from the module. Of
 * these, use named imports: a default import has the members of the module, and is neither a function nor a class.
 * @param {string} name
 */
function lazyModule(name) {
  const loaded = `require(${JSON.stringify(name)})`
  return !name.startsWith('node:') || everywhere.includes(name)
    ? `module.exports = ${loaded}`
    : `module.exports = Object.create(new Proxy({}, { get: (_, key) => ${loaded}[key] }))`
}

const otherCommand = '\0other-command'

/**
 * The front end imports the other commands, and what only they need, when they are called.
 * @param {BundleName} command
 * @returns {Plugin}
 */
export const otherCommands = (command) => ({
  name: 'other-commands',
  resolveId: {
    filter: [include(importerId(/[\\/]packages[\\/]cli[\\/]/))],
    handler(id, importer, { kind }) {
      if (kind !== 'dynamic-import' || id === `./commands/${command}.ts`) return undefined
      return importersOf(command).some((file) => importer?.endsWith(file)) && !isNeverBundled(id)
        ? undefined
        : otherCommand
    },
  },
  load: {
    filter: { id: /^\0other-command$/ },
    handler: () => `throw new Error('The bundle contains only the command ${command}.')`,
  },
})

/**
 * The files of the front end that import what a command needs when it needs it.
 * @param {BundleName} command
 */
const importersOf = (command) =>
  ['diff-topology.ts', join('declarations', `${command}.ts`), join('declarations', 'kubernetes-option.ts')].map(
    (file) => join('packages', 'cli', file),
  )

/**
 * Suggestions are for the completion of shells.
 * @param {string} id
 */
const isNeverBundled = (id) => id === '@thanos-gitops/workspace/suggestions'

/**
 * @param {string} root
 * @param {(source: string) => Buffer} record reads a source, by its path from the root, and remembers it
 * @param {ReturnType<typeof import('./versions.mjs').moduleVersions>} versions
 * @returns {Plugin}
 */
export const repositoryModules = (root, record, versions) => ({
  name: 'repository-modules',
  // The bundler has modules of its own.
  load: {
    filter: { id: /^[^\0]/ },
    async handler(id) {
      if (!isAbsolute(id)) return undefined
      const source = relative(root, id).replaceAll(sep, '/')
      if (source.startsWith('../') || isAbsolute(source)) throw new Error(`${id} is outside of ${root}.`)
      if (source.endsWith('.json')) return jsonModule(record(source).toString())
      const content = withOwnPlace(record(source).toString(), source)
      return versionLine.test(content) ? withVersion(content, (await versions).get(source)) : content
    },
  },
})

/**
 * A string is faster to bundle, to load and to parse than an object in JavaScript, of which the bundler exports each key.
 * @param {string} json
 */
const jsonModule = (json) => ({
  code: `export default JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(json)))})`,
  moduleType: /** @type {const} */ ('js'),
})

const versionLine = /^let version: string \| undefined$/m

/**
 * @param {string} content
 * @param {import('./versions.mjs').Version | undefined} known
 */
const withVersion = (content, known) =>
  known === undefined ? content : content.replace(versionLine, `let version: string | undefined = '${known.version}'`)

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
