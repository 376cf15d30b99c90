import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, it } from 'vitest'
import { versionFiles } from './schema-version.ts'

const packages = resolve(import.meta.dirname, '../..')

/** The modules of this repository that build schemas. */
async function loadedFiles(): Promise<readonly string[]> {
  const bundle = await rolldown({
    input: ['build-patches-schema.ts', 'environment-schema.ts'].map((file) => join(import.meta.dirname, file)),
    platform: 'node',
    external: (id) => !id.startsWith('.') && !id.startsWith('@thanos-gitops/') && !id.startsWith(packages),
    logLevel: 'silent',
  })
  const { output } = await bundle.generate()
  await bundle.close()
  return (
    output
      .flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
      // The name of a package decides no schema.
      .filter((id) => id.startsWith(packages) && !id.endsWith('package.json'))
  )
}

// Otherwise a change of such a module would leave old schemas in place.
it('the version of the schemas covers every module that builds them', async () => {
  const files = await loadedFiles()
  expect(files.length).toBeGreaterThan(50)
  const covered = new Set(versionFiles())
  expect(files.filter((file) => !covered.has(file))).toEqual([])
})
