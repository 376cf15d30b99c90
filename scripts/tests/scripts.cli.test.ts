// The scripts without a cluster; scripts/verify-delivery tests them with one.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneRepository } from './clone.ts'
import { script, succeed } from './run.ts'

describe('the scripts', { timeout: 60_000 }, () => {
  let clone: string
  beforeAll(() => {
    clone = cloneRepository()
    succeed(script(clone, 'new-environment', 'us-1'))
  }, 60_000)
  afterAll(() => rmSync(clone, { recursive: true }))

  it.each([
    ['bootstrap', ['us-1'], 'kubectl'],
    ['status', ['us-1'], 'kubectl'],
    ['local-down', [], 'kind'],
  ])('%s reports a missing tool', (name, args, tool) => {
    const { status, stderr } = spawnSync(process.execPath, [join(clone, `scripts/${name}.ts`), ...args], {
      cwd: clone,
      encoding: 'utf8',
      env: { ...process.env, ...compileCache(clone), PATH: '' },
    })
    expect(stderr).toContain(`${tool} is not installed, or not on the PATH.`)
    expect(status).toBe(2)
  })

  it('local-up without an environment for laptops prints the command that creates one', () => {
    expect(script(clone, 'local-up', '--dry-run')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('npm run new:environment -- local --template laptop') as unknown,
    })
  })

  it('local-up prints in a dry run what it would apply', () => {
    succeed(script(clone, 'new-environment', 'local', '--template', 'laptop'))
    expect(succeed(script(clone, 'local-up', '--context', 'none', '--dry-run')).stdout).toContain(
      'would apply wave 2: 2 objects',
    )
  })
})
