// @ts-check
// Some modules contain a version: the digest of other sources. The bundle contains it, because reading these sources takes up to a fifth
// of a render, and depends on them.
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'

/**
 * @typedef {object} Version
 * @property {string} version a digest of the files
 * @property {readonly string[]} files absolute paths
 */

const parser = 'packages/manifest/yaml/parser-version.ts'
const schemas = 'packages/render/editor-schema/schema-version.ts'

/**
 * The versions by the modules that contain them. Their functions are bundled, too: Node.js needs longer to load what they import.
 * @param {string} root
 * @returns {Promise<ReadonlyMap<string, Version>>}
 */
export async function moduleVersions(root) {
  const bundle = await rolldown({
    input: entryOf,
    platform: 'node',
    // No version needs another package.
    external: /^(?:node:|@thanos-gitops\/)/,
    treeshake: { moduleSideEffects: false },
    plugins: [
      {
        name: 'versions',
        resolveId: { filter: { id: /^versions$/ }, handler: (id) => `\0${id}` },
        load: {
          filter: { id: /^\0versions$/ },
          handler: () =>
            `export { ruleFiles, sourceReaderVersion } from ${JSON.stringify(join(root, parser))}
             export { codeVersion, versionFiles } from ${JSON.stringify(join(root, schemas))}`,
        },
        transform: {
          filter: { code: 'import.meta.dirname' },
          handler: (code, id) => code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id))),
        },
      },
    ],
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false })
  await bundle.close()
  const { ruleFiles, sourceReaderVersion, codeVersion, versionFiles } = /** @type {VersionModules} */ (
    await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`)
  )
  return new Map([
    [parser, { version: sourceReaderVersion(), files: ruleFiles() }],
    [schemas, { version: codeVersion(), files: versionFiles() }],
  ])
}

const entryOf = 'versions'

/**
 * @typedef {typeof import('../../manifest/yaml/parser-version.ts') & typeof import('../../render/editor-schema/schema-version.ts')} VersionModules
 */
