// A new clone has no record of what render wrote: git shows it.
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandTimeout, fixtureRepository } from '@thanos-gitops/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { committedFiles } from './committed-files.ts'

const { root, git, run, read, write, replace, remove, commitRendered } = fixtureRepository()
const manifest = 'environments/blue/manifests/web.deployment.yaml'
const patches = 'environments/blue/patches/replicas.yaml'

const commit = (message: string): void => {
  git('add', '--all')
  git('commit', '--quiet', `--message=${message}`)
}
/** The codes of the findings about `blue` in a clone that has never rendered. */
function codesInClone(): readonly string[] {
  rmSync(join(root, 'environments/blue/.rendered.sha256'), { force: true })
  const { stdout } = run('render', 'blue', '--check')
  return [...stdout.matchAll(/^environments\/blue\/manifests\/\S+ {2}(drift-\S+)$/gm)].map(([, code]) => code!)
}

describe('a new clone', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    commitRendered('render')
    git('tag', 'start')
  }, commandTimeout)
  afterEach(() => {
    git('checkout', '--quiet', '--force', 'main')
    git('reset', '--quiet', '--hard', 'start')
  })

  it('has no difference', () => expect(codesInClone()).toEqual([]))

  it('reports an edit by hand, before and after its commit', () => {
    write(manifest, read(manifest).replace('replicas: 4', 'replicas: 9'))
    expect(codesInClone()).toEqual(['drift-hand-edited'])
    commit('edit')
    expect(codesInClone()).toEqual(['drift-hand-edited'])
    expect(run('render', 'blue').stdout).toContain('web.deployment.yaml was edited by hand')
  })

  it('reports an edit by hand that a merge brought, and another field that is stale', () => {
    git('checkout', '--quiet', '-b', 'edit')
    write(manifest, read(manifest).replace('--timeout=2m', '--timeout=9m'))
    commit('edit')
    git('checkout', '--quiet', 'main')
    replace(patches, 'value: 4', 'value: 5')
    commit('patch')
    expect(codesInClone()).toEqual(['drift-stale'])
    git('merge', '--quiet', '--no-edit', 'edit')
    expect(codesInClone()).toEqual(['drift-hand-edited'])
  })

  it('has stale manifests, and none of others, before the first commit', () => {
    replace(patches, 'value: 4', 'value: 5')
    git('checkout', '--quiet', '--orphan', 'copy')
    expect(codesInClone()).toEqual(['drift-stale'])
    expect(run('render', 'blue').status).toBe(0)
  })

  it('reports a stale manifest, also after an earlier change of the same field', () => {
    replace(patches, 'value: 4', 'value: 5')
    expect(codesInClone()).toEqual(['drift-stale'])
    commitRendered('five')
    replace(patches, 'value: 5', 'value: 6')
    expect(codesInClone()).toEqual(['drift-stale'])
    expect(run('render', 'blue').stdout).not.toContain('by hand')
  })

  it('reports a stale manifest, and no edit, if the sources change back', () => {
    replace(patches, 'value: 4', 'value: 5')
    commitRendered('five')
    replace(patches, 'value: 5', 'value: 4')
    expect(codesInClone()).toEqual(['drift-stale'])
    // The commit that changes the sources back can have forgotten to render.
    commit('four')
    expect(codesInClone()).toEqual(['drift-stale'])
    expect(run('render', 'blue').stdout).toMatch(/^blue: \d+ manifests, 1 written\n$/)
  })

  it('reports no edit if a feature is switched off that the last commit switched on, and an edit of that commit', () => {
    replace('base/components/web.ts', "'--timeout=2m'", "'--timeout=2m', '--verbose'")
    commitRendered('verbose')
    replace('base/components/web.ts', ", '--verbose'", '')
    expect(codesInClone()).toEqual(['drift-stale'])
    git('checkout', '--quiet', '.')
    write(manifest, read(manifest).replace('replicas: 4', 'replicas: 9'))
    replace(patches, 'value: 4', 'value: 5')
    commit('edit and patch')
    replace(patches, 'value: 5', 'value: 4')
    expect(codesInClone()).toEqual(['drift-hand-edited'])
  })

  it('reports no edit that it cannot prove: the commit has other packages', () => {
    write('packages/render/render.ts', '// other')
    write(manifest, read(manifest).replace('replicas: 4', 'replicas: 9'))
    commit('edit')
    expect(codesInClone()).toEqual(['drift-hand-edited'])
    write('packages/render/render.ts', '// newer')
    expect(codesInClone()).toEqual(['drift-stale'])
  })

  it('removes what is no longer rendered, and refuses a file that render did not write', () => {
    replace('environments/blue/environment.yaml', 'components:\n  - cache\n', '')
    expect(codesInClone()).toContain('drift-no-longer-rendered')
    const foreign = 'environments/blue/manifests/foreign.yaml'
    write(foreign, '# mine\nkind: Pod\n')
    expect(codesInClone()).toContain('drift-foreign')
    commit('foreign')
    expect(codesInClone()).toContain('drift-foreign')
    expect(run('render', 'blue').stderr).toContain(`${foreign} was not written by render`)
    remove(foreign)
    expect(run('render', 'blue').status).toBe(0)
    expect(git('status', '--porcelain')).toContain(' D environments/blue/manifests/cache.deployment.yaml')
  })
})

it('committedFiles has nothing of a folder without git', () => {
  const { current, previous, lastCommit } = committedFiles(tmpdir(), 'blue')
  for (const read of [current, previous, lastCommit]) expect(read('manifests/a.yaml')).toBeUndefined()
})
