import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'full-disk-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a shell script where a mount is visible for the script alone. */
const withMounts = (script: string, env: NodeJS.ProcessEnv = {}) =>
  spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', script], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
const mountDisk = `mount -t tmpfs -o size=64k tmpfs '${folder}'`

const program = `
  import { readdirSync, readFileSync } from 'node:fs'
  import { writeFolder } from ${JSON.stringify(join(import.meta.dirname, 'write-folder.ts'))}
  const folder = ${JSON.stringify(folder)}
  const manifest = (file, text) => ({ file, text })
  writeFolder(folder, 'environments/blue', [manifest('a.yaml', 'a\\n')])
  const many = Array.from({ length: 40 }, (_, index) =>
    manifest((index === 0 ? 'a' : 'b' + index) + '.yaml', 'b'.repeat(4096)))
  try {
    writeFolder(folder, 'environments/blue', many)
  } catch (error) {
    console.log(JSON.stringify({
      code: error.findings[0].code,
      content: readFileSync(folder + '/manifests/a.yaml', 'utf8'),
      files: readdirSync(folder, { recursive: true }).sort(),
    }))
  }`

describe.skipIf(withMounts(mountDisk).status !== 0)('writeFolder', () => {
  it('keeps the folder as it was when the disk is full', () => {
    const { stdout, stderr } = withMounts(
      `${mountDisk} && exec '${process.execPath}' --input-type=module -e "$PROGRAM"`,
      { PROGRAM: program },
    )
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      code: 'output-disk-full',
      content: 'a\n',
      files: ['.rendered.sha256', 'manifests', 'manifests/a.yaml'],
    })
  })
})
