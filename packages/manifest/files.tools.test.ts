import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readOptionalFile } from './files.ts'
import { readManifests } from './yaml/read-manifests.ts'

it.runIf(process.platform !== 'win32')('refuses a named pipe instead of waiting for its content', () => {
  const root = mkdtempSync(join(tmpdir(), 'files-'))
  expect(spawnSync('mkfifo', [join(root, 'pipe.yaml')]).status).toBe(0)
  expect(() => readOptionalFile(root, 'pipe.yaml')).toThrow('pipe.yaml cannot be read: it is not a regular file.')
  rmSync(root, { recursive: true })
})

it.runIf(process.platform !== 'win32')(
  'reads a folder with a named pipe, a device and loops, and names each of them',
  () => {
    const root = mkdtempSync(join(tmpdir(), 'files-'))
    expect(spawnSync('mkfifo', [join(root, 'pipe.yaml')]).status).toBe(0)
    symlinkSync('/dev/zero', join(root, 'device.yaml'))
    symlinkSync('loop.yaml', join(root, 'loop.yaml'))
    symlinkSync('nothing', join(root, 'nothing.yaml'))
    symlinkSync('.', join(root, 'folder.yaml'))
    symlinkSync('.', join(root, 'folder'))
    expect(readManifests(['.'], { root }).findings.map(({ message }) => message)).toEqual([
      'device.yaml cannot be read: it is not a regular file.',
      'folder.yaml cannot be read: it is a link to a folder.',
      'loop.yaml cannot be read: it is a loop of symbolic links.',
      'nothing.yaml cannot be read: it is a link to a file that does not exist.',
      'pipe.yaml cannot be read: it is not a regular file.',
    ])
    for (const name of ['pipe.yaml', 'device.yaml', 'loop.yaml', 'nothing.yaml'])
      expect(() => readManifests([name], { root })).toThrow(`${name} cannot be read`)
    expect(() => readManifests(['no.yaml'], { root })).toThrow('no.yaml does not exist.')
    rmSync(root, { recursive: true })
  },
)
