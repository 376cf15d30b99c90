import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { git } from '../tests/clone.ts'
import { root } from '../tests/repository.ts'
import { scenarios } from './scenarios.ts'

const hasTime = spawnSync('which', ['time']).status === 0

it('has the scenario that the README names', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  expect(Object.keys(scenarios)).toContain(/^npm run bench -- --only (\S+)/m.exec(readme)?.[1])
})

it('refuses to run no pair', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/bench/bench.ts', '--pairs', '0'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(stderr).toContain('--pairs must be a whole number from 1 on, not 0.')
  expect(status).toBe(2)
})

// One process runs all scenarios. The list is that of the benchmark, so that a new scenario is tried, too.
describe('npm run bench -- --trial', () => {
  it.skipIf(!hasTime)('runs each scenario, or prints which program is missing', { timeout: 600_000 }, () => {
    const changes = git(root, 'status', '--porcelain')
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bench/bench.ts', '--trial'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(status, `${stdout}\n${stderr}`).toBe(0)
    expect(git(root, 'status', '--porcelain')).toBe(changes)
    for (const name of Object.keys(scenarios))
      expect(stderr).toMatch(new RegExp(`^${name}: (\\d+ s|left out, because \\S+ is not installed)$`, 'm'))
    if (stderr.includes('kubectl is not installed')) return
    const rows = stdout.split('\n').filter((line) => / \| [\d.]+ \([\d.]+\), \d+ \| /.test(line))
    expect(rows.filter((row) => row.includes('nothing cached'))).toHaveLength(4)
    expect(stdout).toMatch(/one layer of 1 changes: [1-9]\d* files/)
    expect(rows.length).toBeGreaterThan(50)
  })
})
