// @ts-check
// A bundle: this repository's modules of a command in one file, because Node.js needs longer to load hundreds of files than to run the
// command. Its first line lists the sources. The file is used only if the content of these sources and its own code are unchanged.

import { stampedDigest, timesOf, writeStamp } from './stamp.mjs'

// `import … from 'node:fs'` reads every property of the module, and some of them load further modules.
const { existsSync, readFileSync, realpathSync } = process.getBuiltinModule('node:fs')
const { join } = process.getBuiltinModule('node:path')
const { createHash } = process.getBuiltinModule('node:crypto')

/** @typedef {'render' | 'validate' | 'check' | 'diff'} BundledCommand */

/** @typedef {BundledCommand | 'base'} BundleName That of the base has no command: `render` loads it. */

/**
 * Of each command its own bundle, so that a run reads and verifies only what it uses.
 * @param {string | undefined} command
 * @returns {command is BundledCommand}
 */
export const hasBundle = (command) => bundledCommands.some((name) => name === command)

/** @type {readonly BundledCommand[]} */
const bundledCommands = ['render', 'validate', 'check', 'diff']

/** @type {readonly BundleName[]} */
export const bundleNames = [...bundledCommands, 'base']

/**
 * The bundles that a command runs from.
 * @param {BundledCommand} command
 * @returns {readonly BundleName[]}
 */
export const bundlesOf = (command) => (command === 'render' ? [command, 'base'] : [command])

/**
 * @param {string} root
 * @param {BundleName} name
 */
export const bundleFile = (root, name = 'render') => join(root, 'node_modules/.cache/thanos-gitops', `${name}.cjs`)

/**
 * The module that a bundle begins with.
 * @param {BundleName} name
 */
export const entryOf = (name) => (name === 'base' ? 'base/index.ts' : 'packages/cli/bundle/command-entry.ts')

/**
 * Without this source, a file is not the bundle.
 * @param {BundleName} name
 */
export const mainSource = (name) => (name === 'base' ? entryOf(name) : `packages/cli/commands/${name}.ts`)

/**
 * @typedef {object} Header
 * @property {readonly string[]} sources paths from the root, with `/`
 * @property {string} sourcesDigest of the content of the sources
 * @property {string} codeDigest of the code below the first line
 */

/** @typedef {'current' | 'missing' | 'outdated' | 'damaged'} BundleState */

/**
 * Whether the bundle of a repository can be used.
 * @param {string} root
 * @param {BundleName} name
 * @returns {BundleState}
 */
export const bundleState = (root, name = 'render') => openBundle(root, name).state

/**
 * The state of the bundle, and what identifies its sources and its code.
 * @param {string} root
 * @param {BundleName} name
 * @returns {{ readonly state: 'current', readonly file: string, readonly digest: string } | { readonly state: Exclude<BundleState, 'current'> }}
 */
export function openBundle(root, name = 'render') {
  const file = bundleFile(root, name)
  if (!existsSync(file)) return { state: 'missing' }
  // Through a symbolic link the code would find its repository in another place.
  if (realpathSync(file) !== bundleFile(realpathSync(root), name)) return { state: 'outdated' }
  const known = stampedDigest(root, file)
  return known === undefined ? verifyBundle(root, name, file) : { state: 'current', file, digest: known }
}

/**
 * Reads a bundle and its sources.
 * @param {string} root
 * @param {BundleName} name
 * @param {string} file
 * @returns {ReturnType<typeof openBundle>}
 */
function verifyBundle(root, name, file) {
  const content = readIfPossible(file)
  if (content === undefined) return { state: 'missing' }
  const end = content.indexOf('\n')
  const header = headerOf(content.toString('utf8', 0, end), name)
  if (header === undefined) return { state: 'damaged' }
  const { sources, sourcesDigest, codeDigest } = header
  const times = timesOf(root, file, sources)
  if (digestOf([content.subarray(end + 1)]) !== codeDigest) return { state: 'damaged' }
  if (presentDigest(root, header) !== sourcesDigest) return { state: 'outdated' }
  const digest = digestIn(header)
  writeStamp(root, file, { digest, sources }, times)
  return { state: 'current', file, digest }
}

/**
 * @param {string} root
 * @param {Header} header
 */
function presentDigest(root, { sources }) {
  const contents = sources.map((source) => readIfPossible(join(root, source)))
  return contents.every((content) => content !== undefined) ? sourcesDigest(sources, contents) : undefined
}

/**
 * The content of a bundle.
 * @param {ReadonlyMap<string, Buffer>} sources content by path
 * @param {string} code
 */
export function bundleContent(sources, code) {
  const names = [...sources.keys()]
  /** @type {Header} */
  const header = {
    sources: names,
    sourcesDigest: sourcesDigest(names, [...sources.values()]),
    codeDigest: digestOf([Buffer.from(code)]),
  }
  return { content: `${commentStart}${JSON.stringify(header)}\n${code}`, digest: digestIn(header) }
}

const commentStart = '// '

/** @param {Header} header */
const digestIn = ({ sourcesDigest, codeDigest }) => `${sourcesDigest} ${codeDigest}`

/**
 * @param {string} line
 * @param {BundleName} name
 * @returns {Header | undefined}
 */
function headerOf(line, name) {
  if (!line.startsWith(commentStart)) return undefined
  try {
    const { sources, sourcesDigest, codeDigest } = JSON.parse(line.slice(commentStart.length))
    const isHeader = Array.isArray(sources) && sources.every(isInside) && sources.includes(mainSource(name))
    return isHeader ? { sources, sourcesDigest, codeDigest } : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether a path stays inside the repository.
 * @param {unknown} source
 */
const isInside = (source) => typeof source === 'string' && /^(base|packages)\//.test(source) && !source.includes('..')

/**
 * A file that cannot be read is the same as no file: the sources are used, and an error in them is reported there.
 * @param {string} file
 * @returns {Buffer | undefined}
 */
function readIfPossible(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/**
 * @param {readonly string[]} names
 * @param {readonly Buffer[]} contents
 */
const sourcesDigest = (names, contents) => digestOf([Buffer.from(names.join('\n')), ...contents])

/**
 * The lengths at the end keep the contents apart.
 * @param {readonly Buffer[]} contents
 */
function digestOf(contents) {
  const hash = createHash('sha256')
  for (const content of contents) hash.update(content)
  return hash.update(contents.map(({ length }) => length).join()).digest('hex')
}
