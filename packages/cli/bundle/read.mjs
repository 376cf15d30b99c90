// @ts-check
// A bundle: this repository's modules of a command in one file, because Node.js needs longer to load hundreds of files than to run the
// command. Its first line lists the sources. The file is used only if the content of these sources and its own code are unchanged.

import { stampedDigest, timesOf, writeStamp } from './stamp.mjs'

// `import … from 'node:fs'` reads every property of the module, and some of them load further modules.
const { existsSync, readFileSync, realpathSync } = process.getBuiltinModule('node:fs')
const { join } = process.getBuiltinModule('node:path')
const { createHash } = process.getBuiltinModule('node:crypto')

/** @typedef {'render' | 'validate' | 'check' | 'diff'} BundledCommand */

/**
 * Of each command its own bundle, so that a run reads and verifies only what it uses.
 * @param {string | undefined} command
 * @returns {command is BundledCommand}
 */
export const hasBundle = (command) => bundledCommands.some((name) => name === command)

/** @type {readonly BundledCommand[]} */
export const bundledCommands = ['render', 'validate', 'check', 'diff']

/**
 * @param {string} root
 * @param {BundledCommand} command
 */
export const bundleFile = (root, command = 'render') =>
  join(root, 'node_modules/.cache/thanos-gitops', `${command}.cjs`)

export const entry = 'packages/cli/bundle/entry.ts'

/**
 * Without this source, a file is not a bundle of the command.
 * @param {BundledCommand} command
 */
export const entryOf = (command) => (command === 'render' ? entry : 'packages/cli/bundle/command-entry.ts')

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
 * @param {BundledCommand} command
 * @returns {BundleState}
 */
export const bundleState = (root, command = 'render') => openBundle(root, command).state

/**
 * The state of the bundle, and what identifies its sources and its code.
 * @param {string} root
 * @param {BundledCommand} command
 * @returns {{ readonly state: 'current', readonly digest: string } | { readonly state: Exclude<BundleState, 'current'> }}
 */
export function openBundle(root, command = 'render') {
  const file = bundleFile(root, command)
  if (!existsSync(file)) return { state: 'missing' }
  // Through a symbolic link the code would find its repository in another place.
  if (realpathSync(file) !== bundleFile(realpathSync(root), command)) return { state: 'outdated' }
  const known = stampedDigest(root, file)
  return known === undefined ? verifyBundle(root, command, file) : { state: 'current', digest: known }
}

/**
 * Reads a bundle and its sources.
 * @param {string} root
 * @param {BundledCommand} command
 * @param {string} file
 * @returns {ReturnType<typeof openBundle>}
 */
function verifyBundle(root, command, file) {
  const content = readIfPossible(file)
  if (content === undefined) return { state: 'missing' }
  const end = content.indexOf('\n')
  const header = headerOf(content.toString('utf8', 0, end), command)
  if (header === undefined) return { state: 'damaged' }
  const { sources, sourcesDigest, codeDigest } = header
  const times = timesOf(root, file, sources)
  if (digestOf([content.subarray(end + 1)]) !== codeDigest) return { state: 'damaged' }
  if (presentDigest(root, header) !== sourcesDigest) return { state: 'outdated' }
  const digest = `${sourcesDigest} ${codeDigest}`
  writeStamp(root, file, { digest, sources }, times)
  return { state: 'current', digest }
}

/**
 * Identifies what the sources of a bundle contain now; undefined if there is no bundle, or if a source cannot be read.
 * @param {string} root
 * @param {BundledCommand} command
 */
export function sourcesNow(root, command) {
  const content = readIfPossible(bundleFile(root, command))
  const header = content && headerOf(content.toString('utf8', 0, content.indexOf('\n')), command)
  return header && presentDigest(root, header)
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
  return `${commentStart}${JSON.stringify(header)}\n${code}`
}

const commentStart = '// '

/**
 * @param {string} line
 * @param {BundledCommand} command
 * @returns {Header | undefined}
 */
function headerOf(line, command) {
  if (!line.startsWith(commentStart)) return undefined
  try {
    const { sources, sourcesDigest, codeDigest } = JSON.parse(line.slice(commentStart.length))
    const isHeader = Array.isArray(sources) && sources.every(isInside) && sources.includes(entryOf(command))
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
