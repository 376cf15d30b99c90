import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { copyRepository } from '../../../scripts/tests/clone.ts'
import { root } from '../../../scripts/tests/repository.ts'

const clone = mkdtempSync(join(tmpdir(), 'promote-'))
copyRepository(clone)
afterAll(() => rmSync(clone, { recursive: true }))

function run(...args: readonly string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, 'packages/cli/bin.mjs'), ...args], {
    cwd: clone,
    encoding: 'utf8',
  })
  return { status, text: `${stdout}${stderr}` }
}

const settings = 'environments/staging/environment.yaml'
const patches = 'environments/production/patches/replicas.yaml'
const read = (file: string): string => readFileSync(join(clone, file), 'utf8')
beforeEach(() => {
  for (const file of [settings, patches, 'environments/production/environment.yaml'])
    writeFileSync(join(clone, file), readFileSync(join(root, file)))
})

describe('compare, promote and tidy', { timeout: 120_000 }, () => {
  it.each([
    [['compare', 'staging'], 'two environments or more'],
    [['compare', 'staging', 'staging'], 'each once'],
    [['compare', 'staging', 'prodution'], 'Did you mean production?'],
    [['compare', 'staging', 'production', '--component', 'thanos-stor'], 'Did you mean thanos-store?'],
    [['promote', 'staging'], 'where from, and where to'],
    [['promote', 'staging', 'staging'], 'where from, and where to'],
    [['promote', 'staging', 'production', '--component', 'x-y-z'], 'Components: '],
    [['tidy', 'prod', '--check'], 'production'],
    [['tidy', '--check', '--dry-run'], 'not both'],
  ])('refuses %j and says: %s', (args, expected) => {
    const { status, text } = run(...args)
    expect(status).toBe(2)
    expect(text).toContain(expected)
  })

  it('shows what differs, and exits with 1', () => {
    const { status, text } = run('compare', 'staging', 'production', '--component', 'thanos-store')
    expect(status).toBe(1)
    expect(text).toMatch(/\[name=thanos-store\]\/resources\/limits\/memory +4Gi +16Gi/)
  })

  it('carries a tag, keeps the registry, and renders after it; --dry-run shows it and writes nothing', () => {
    appendFileSync(join(clone, settings), 'images:\n  - {name: quay.io/thanos/thanos, newTag: v0.99.0}\n')
    const before = read('environments/production/environment.yaml')
    expect(run('promote', 'staging', 'production', '--dry-run').text).toContain('+    newTag: v0.99.0')
    expect(read('environments/production/environment.yaml')).toBe(before)
    const { status, text } = run('promote', 'staging', 'production')
    expect(status).toBe(0)
    expect(text).toContain('Now run: npx nx render production')
    expect(read('environments/production/environment.yaml')).toBe(
      before.replace(
        'newName: registry.example.com/mirror/thanos\n',
        'newName: registry.example.com/mirror/thanos\n    newTag: v0.99.0\n',
      ),
    )
    expect(run('render', 'production', '--stdout').text).toContain('image: registry.example.com/mirror/thanos:v0.99.0')
  })

  it('tells of a patch that does nothing: render warns, --check fails, tidy takes it away', () => {
    const before = read(patches)
    appendFileSync(
      join(clone, patches),
      '- target: {kind: StatefulSet, name: thanos-rule}\n  patch:\n    - {op: replace, path: /spec/replicas, value: 2}\n',
    )
    expect(run('render', 'production')).toMatchObject({
      status: 0,
      text: expect.stringContaining('patch-no-effect') as string,
    })
    expect(run('render', 'production', '--check')).toMatchObject({
      status: 1,
      text: expect.stringContaining('patch-no-effect') as string,
    })
    expect(run('tidy', 'production', '--check')).toMatchObject({ status: 1 })
    expect(run('tidy', 'production')).toMatchObject({ status: 0, text: 'production: 1 taken away\n' })
    expect(read(patches)).toBe(before)
  })
})
