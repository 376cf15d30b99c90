// @ts-check
// The bundle: this repository's modules of a render in one file, because Node.js needs longer to load 110 files than to render.
// Its first line lists the sources. The file is used only if the content of these sources and its own code are unchanged.

// `import … from 'node:fs'` reads every property of the module, and some of them load further modules.
const { existsSync, readFileSync, realpathSync } = process.getBuiltinModule('node:fs')
const { join } = process.getBuiltinModule('node:path')
const { createHash } = process.getBuiltinModule('node:crypto')

/** @param {string} root */
export const bundleFile = (root) => join(root, 'node_modules/.cache/thanos-gitops/render.cjs')

/** Without this source, a file is not a bundle. */
export const entry = 'packages/cli/bundle/entry.ts'

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
 * @returns {BundleState}
 */
export function bundleState(root) {
  const file = bundleFile(root)
  if (!existsSync(file)) return 'missing'
  // Through a symbolic link the code would find its repository in another place.
  if (realpathSync(file) !== bundleFile(realpathSync(root))) return 'outdated'
  const content = readFileSync(file, 'utf8')
  const end = content.indexOf('\n')
  const header = headerOf(content.slice(0, end))
  if (header === undefined || digestOf([content.slice(end + 1)]) !== header.codeDigest) return 'damaged'
  return sourcesDigest(header.sources, (source) => readSource(root, source)) === header.sourcesDigest
    ? 'current'
    : 'outdated'
}

/**
 * The content of a bundle.
 * @param {ReadonlyMap<string, string>} sources content by path
 * @param {string} code
 */
export function bundleContent(sources, code) {
  const names = [...sources.keys()]
  /** @type {Header} */
  const header = {
    sources: names,
    sourcesDigest: sourcesDigest(names, (source) => /** @type {string} */ (sources.get(source))),
    codeDigest: digestOf([code]),
  }
  return `${commentStart}${JSON.stringify(header)}\n${code}`
}

const commentStart = '// '

/**
 * @param {string} line
 * @returns {Header | undefined}
 */
function headerOf(line) {
  if (!line.startsWith(commentStart)) return undefined
  try {
    const { sources, sourcesDigest, codeDigest } = JSON.parse(line.slice(commentStart.length))
    const isHeader = Array.isArray(sources) && sources.every(isInside) && sources.includes(entry)
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
 * @param {string} root
 * @param {string} source
 */
function readSource(root, source) {
  const file = join(root, source)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/**
 * @param {readonly string[]} sources
 * @param {(source: string) => string} contentOf
 */
const sourcesDigest = (sources, contentOf) => digestOf(sources.flatMap((source) => [source, contentOf(source)]))

/** @param {readonly string[]} strings */
function digestOf(strings) {
  const hash = createHash('sha256')
  // The length keeps the end of one string apart from the begin of the next.
  for (const string of strings) hash.update(`${string.length}:`).update(string)
  return hash.digest('hex')
}
