import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cloneRepository, commit, git } from './clone.ts'
import { script, succeed, thanosGitops } from './run.ts'

const clone = cloneRepository()
afterAll(() => rmSync(clone, { recursive: true }))

const patches = 'environments/us-1/patches'
const file = `${patches}/size.yaml`
const read = (path: string): string => readFileSync(join(clone, path), 'utf8')
const write = (path: string, content: string): void => writeFileSync(join(clone, path), content)
const settings = 'environments/us-1/environment.yaml'
const setSize = (size: string): void =>
  write(
    settings,
    read(settings)
      .replace(/^size: .*\n/m, '')
      .replace(/^objectStorage: /m, `size: ${size}\n$&`),
  )
const changes = (): string => git(clone, 'status', '--short', '--untracked-files=all').trim()

describe('thanos-gitops size with the stack of the base', { timeout: 240_000 }, () => {
  beforeAll(() => {
    git(clone, 'clean', '--quiet', '--force', '-d', 'environments')
    succeed(script(clone, 'new-environment', 'us-1', '--retention', '180d'))
    rmSync(join(clone, patches, 'resources.yaml'), { force: true })
    succeed(thanosGitops(clone, 'render', 'us-1'))
    commit(clone, 'us-1')
  })
  beforeEach(() => {
    git(clone, 'checkout', '--quiet', '.')
    git(clone, 'clean', '--quiet', '--force', '-d', 'environments')
  })

  it('finds what is too small, writes the patch, and then finds nothing', () => {
    setSize('{series: 2M}')
    const { status, stdout } = thanosGitops(clone, 'size', 'us-1')
    expect(stdout).toMatch(/^too small +prometheus +memory request +2Gi +6\.03 GiB /m)
    expect(status).toBe(1)
    const found = thanosGitops(clone, 'check', 'us-1', '--only', 'sizes-fit-the-load')
    expect(found.stdout).toContain('the memory limit 4Gi of prometheus is below')
    expect(found.status).toBe(1)

    // The template sets the volumes.
    const refused = thanosGitops(clone, 'size', '--write', 'us-1')
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain(`${patches}/storage.yaml:`)
    expect(refused.stderr).toContain('size-too-small')
    write(`${patches}/storage.yaml`, read(`${patches}/storage.yaml`).replace('value: 120Gi', 'value: 260Gi'))

    const dry = succeed(thanosGitops(clone, 'size', '--write', 'us-1', '--dry-run'))
    expect(dry.stdout).toContain(`+++ b/${file}`)
    expect(changes()).not.toContain('size.yaml')

    const written = succeed(thanosGitops(clone, 'size', '--write', 'us-1'))
    expect(written.stdout).toContain(
      'Not changed: thanos-compact /spec/volumeClaimTemplates/0/spec/resources/requests/storage is 260Gi',
    )
    for (const command of [
      ['size', 'us-1'],
      ['check', 'us-1', '--fail-on', 'warning'],
      ['render', 'us-1', '--check'],
    ])
      succeed(thanosGitops(clone, ...command))
    expect(succeed(thanosGitops(clone, 'size', '--write', 'us-1')).stdout).toBe('us-1: nothing to change\n')
  })

  it('does not overwrite a file of a person', () => {
    const own =
      '- target: {kind: StatefulSet, name: prometheus}\n  patch: [{op: replace, path: /spec/replicas, value: 3}]\n'
    write(file, own)
    const { status, stderr } = thanosGitops(clone, 'size', '--write', 'us-1', '--series', '1M')
    expect(stderr).toContain('was not written by thanos-gitops size')
    expect(status).toBe(2)
    expect(read(file)).toBe(own)
  })

  it('refuses a size that no node can hold, at its line', () => {
    setSize('{series: 30M, largestNode: {memory: 64Gi}}')
    const { status, stderr } = thanosGitops(clone, 'render', 'us-1', '--check')
    expect(stderr).toMatch(/environments\/us-1\/environment\.yaml:\d+:16 +environment-invalid/)
    expect(stderr).toContain('No node can hold a pod of prometheus')
    expect(status).toBe(2)
  })

  it('needs a size', () => {
    write(settings, read(settings).replace(/^size: .*\n/m, ''))
    const { status, stderr } = thanosGitops(clone, 'size', 'us-1')
    expect(stderr).toContain('environments/us-1/environment.yaml declares no size.')
    expect(status).toBe(2)
  })
})
