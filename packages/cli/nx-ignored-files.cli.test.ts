import { spawnSync } from 'node:child_process'
import { join, relative, resolve, sep } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** The files of this repository that the command and the base load, from the root. */
async function loadedFiles(): Promise<readonly string[]> {
  const bundle = await rolldown({
    input: ['packages/cli/main.ts', 'base/index.ts'].map((file) => join(root, file)),
    platform: 'node',
    external: (id) => !id.startsWith('.') && !id.startsWith('@thanos-gitops/') && !id.startsWith(root),
    logLevel: 'silent',
  })
  const { output } = await bundle.generate()
  const ids = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
  return ids.filter((id) => id.startsWith(root)).map((id) => relative(root, id).replaceAll(sep, '/'))
}

// A file in .nxignore changes no environment: its change must not change a result.
it('.nxignore lists no file that the command or the base loads', async () => {
  const files = await loadedFiles()
  expect(files.length).toBeGreaterThan(200)
  const patterns = `core.excludesFile=${join(root, '.nxignore')}`
  const { stdout, stderr } = spawnSync('git', ['-c', patterns, 'check-ignore', '--no-index', '--stdin'], {
    cwd: root,
    encoding: 'utf8',
    input: files.join('\n'),
  })
  expect(stderr).toBe('')
  expect(stdout).toBe('')
})
