import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { commandTimeout } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'

it(
  'finds no incomplete output after a few kills and signals',
  () => {
    const args = ['--only', 'kills,signals', '--kills', '2', '--signals', '2', '--seed', '1']
    const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
      encoding: 'utf8',
    })
    expect(stdout).toMatch(/^kills: .* 0 failures\nsignals: .* 0 failures$/m)
    expect(status).toBe(0)
  },
  commandTimeout,
)
