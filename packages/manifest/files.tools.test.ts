import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readOptionalFile } from './files.ts'

it.runIf(process.platform !== 'win32')('refuses a named pipe instead of waiting for its content', () => {
  const root = mkdtempSync(join(tmpdir(), 'files-'))
  expect(spawnSync('mkfifo', [join(root, 'pipe.yaml')]).status).toBe(0)
  expect(() => readOptionalFile(root, 'pipe.yaml')).toThrow('pipe.yaml cannot be read: it is not a regular file.')
  rmSync(root, { recursive: true })
})
