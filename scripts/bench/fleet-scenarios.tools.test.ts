import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { root } from '../tests/repository.ts'

const canBench = ['kubectl', 'time'].every((program) => spawnSync('which', [program]).status === 0)

describe('the benchmark of fleets', () => {
  it.skipIf(!canBench)('compares equal objects and prints each row', { timeout: 300_000 }, () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/bench/bench.ts', '--only', 'layers-500,nx-500,pins', '--environments', '4'],
      // A pipeline writes no bundle, which takes longer than these renders.
      { cwd: root, encoding: 'utf8', env: { ...process.env, CI: 'true' } },
    )
    expect(status, `${stdout}\n${stderr}`).toBe(0)
    const rows = stdout.trimEnd().split('\n').slice(2)
    expect(rows).toHaveLength(8)
    for (const row of rows) expect(row).toMatch(/ \| [\d.]+ \([\d.]+\), \d+ \| /)
    expect(rows[2]).toMatch(/one layer of 1 changes: [1-9]\d* files/)
  })
})
