import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout, commandTimeout, git } from '@thanos-gitops/testing'
import { recordFiles } from '@thanos-gitops/workspace/record-file'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundleState } from './read.mjs'
import { run } from './testing.ts'

const root = checkout()
const folder = join(root, 'node_modules/.cache/thanos-gitops/compared')
const patches = 'environments/blue/patches/replicas.yaml'

const write = (file: string, content: string): void => {
  mkdirSync(join(root, file, '..'), { recursive: true })
  writeFileSync(join(root, file), content)
}
const replaceIn = (file: string, from: string, to: string): void => {
  const content = readFileSync(join(root, file), 'utf8')
  expect(content).toContain(from)
  write(file, content.replace(from, to))
}

/** What a run prints, with its exit code. */
const diff = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): readonly unknown[] => {
  const { status, stdout, stderr } = run(root, 'diff', args, env)
  return [status, stdout, stderr]
}
/** In a pipeline, each environment is rendered. */
const diffAll = (args: readonly string[]): readonly unknown[] => diff(args, { CI: 'true' })

describe('diff with records of earlier runs', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    expect(run(root, 'render').status).toBe(0)
    git(root, 'add', '--all')
    git(root, 'commit', '--quiet', '--message=render')
    // The first run writes no bundle, the second one does.
    for (let count = 0; count < 2; count++) expect(run(root, 'diff')).toMatchObject({ status: 0, stderr: '' })
    expect(bundleState(root, 'diff')).toBe('current')
  }, commandTimeout)
  beforeEach(() => rmSync(folder, { recursive: true, force: true }))
  afterEach(() => {
    git(root, 'checkout', '--quiet', '--force', '.')
    git(root, 'clean', '--quiet', '--force', 'environments')
  })

  it.each<[title: string, args: readonly string[], change: () => void]>([
    ['nothing, as JSON', ['--format', 'json'], () => {}],
    ['a patch', ['--format', 'json'], () => replaceIn(patches, 'value: 4', 'value: 5')],
    ['a patch that is invalid', [], () => replaceIn(patches, 'replicas', 'replica')],
    ['the base', ['--format', 'markdown'], () => replaceIn('base/shared.ts', 'v1', 'v2')],
    ['a setting', [], () => replaceIn('environments/blue/environment.yaml', 'cluster: ', 'cluster: other-')],
    ['a damaged record', [], () => write('node_modules/.cache/thanos-gitops/compared/blue', 'x'.repeat(100))],
  ])('prints what it prints without them, after a change of %s', (_title, args, change) => {
    diff()
    change()
    const expected = diffAll(args)
    expect(diff(args)).toEqual(expected)
  })

  it('uses a record only while the committed manifests are as it has them', () => {
    diff()
    const records = recordFiles<{ readonly environment: object }>(root, 'compared')
    const record = records.read('blue')!
    // Makes visible that the record is used: nothing is committed for this name.
    records.write('blue', { ...record, environment: { ...record.environment, name: 'used' } })
    expect(diff(['blue'])[1]).toContain('bootstrap -- used')
    replaceIn('environments/blue/manifests/web.deployment.yaml', 'replicas: 4', 'replicas: 9')
    git(root, 'commit', '--quiet', '--all', '--message=edit')
    const [, stdout] = diff(['blue'])
    expect(stdout).toMatch(/replicas: 9 → 4/)
    expect(stdout).not.toContain('used')
    git(root, 'reset', '--quiet', '--hard', 'HEAD~1')
  })

  it('writes no record of a changed environment, and none in a pipeline', () => {
    diffAll([])
    expect(existsSync(folder)).toBe(false)
    replaceIn(patches, 'value: 4', 'value: 5')
    diff()
    expect([existsSync(join(folder, 'blue')), existsSync(join(folder, 'green'))]).toEqual([false, true])
  })
})
