// An error in one source file never hides the errors of the others.
import { baseSource, commandTimeout, environmentSource, repositoryOf } from '@thanos-gitops/testing'
import { afterEach, describe, expect, it } from 'vitest'

const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { level: 'yes' },
}
const environment = environmentSource('eu-1')
const patch = (path: string): string =>
  `- target: {kind: ConfigMap, name: settings}\n  patch:\n    - op: replace\n      path: ${path}\n      value: "no"\n`
const policy = (rule: string): string => `apiVersion: thanos-gitops/v1\nkind: Policy\npatches:\n  - path: ${rule}\n`

const { replace, restore, run, write } = repositoryOf({
  'base/index.ts': baseSource('settings', [settings]),
  'environments/blue/environment.yaml': environment,
  'environments/blue/patches/a.yaml': patch('/data/level'),
  'environments/blue/patches/b.yaml': patch('/data/level'),
  'environments/policy.yaml': policy('/data/**'),
})
afterEach(() => restore())

const breakPatch = (): void => write('environments/blue/patches/a.yaml', patch('/data/levle'))
const patchProblem = 'environments/blue/patches/a.yaml:4:13  patch-path-missing'

/** The output of a render that fails. */
function problems(): string {
  const { status, output } = run('render', 'blue')
  expect(status).toBe(2)
  return output
}

describe('render', { timeout: commandTimeout }, () => {
  it('reports patches and policy beside a value of environment.yaml that is wrong', () => {
    replace('environments/blue/environment.yaml', 'namespace: shop', 'namespace: A_B')
    breakPatch()
    write('environments/policy.yaml', policy('data'))
    const found = problems()
    expect(found).toContain('environments/blue/environment.yaml:5:12')
    expect(found).toContain(patchProblem)
    expect(found).toContain('environments/policy.yaml:4:11')
  })

  it('reports patches beside an environment.yaml that is not YAML', () => {
    replace('environments/blue/environment.yaml', 'namespace: shop', '\tnamespace: shop')
    breakPatch()
    const found = problems()
    expect(found).toContain('environments/blue/environment.yaml:5:1')
    expect(found).toContain(patchProblem)
  })

  it('reports environment.yaml and other patches beside a patch file with conflict markers', () => {
    replace('environments/blue/environment.yaml', 'delivery: flux', 'delivery: fluks')
    breakPatch()
    write('environments/blue/patches/b.yaml', `<<<<<<< HEAD\n${patch('/data/level')}`)
    const found = problems()
    expect(found).toContain('environments/blue/patches/b.yaml:1:1  merge-conflict')
    expect(found).toContain('environments/blue/environment.yaml:6:11')
    expect(found).toContain(patchProblem)
  })

  it('reports patches beside a delivery.yaml that is wrong, and writes nothing', () => {
    write('environments/delivery.yaml', 'apiVersion: thanos-gitops/v1\nkind: Delivery\nrepository: 1\n')
    breakPatch()
    const found = problems()
    expect(found).toContain('environments/delivery.yaml:3:13')
    expect(found).toContain(patchProblem)
    write('environments/blue/patches/a.yaml', patch('/data/level'))
    const { output } = run('render', 'blue')
    expect(output).not.toContain('written')
  })

  it('reports the form of patches beside a base that does not load', () => {
    write('base/index.ts', "throw new Error('no base')\n")
    write('environments/blue/patches/a.yaml', '- target: 1\n')
    const found = problems()
    expect(found).toContain('base/index.ts:1:')
    expect(found).toContain('environments/blue/patches/a.yaml:1:11')
  })

  it('reports environment.yaml and patches beside an object of the base that is wrong', () => {
    replace('base/index.ts', '"level":"yes"', '"level":1')
    replace('environments/blue/environment.yaml', 'delivery: flux', 'delivery: fluks')
    breakPatch()
    const found = problems()
    expect(found).toContain('base/index.ts:2:')
    expect(found).toContain('must be a string, found the number 1')
    expect(found).toContain('environments/blue/environment.yaml:6:11')
    expect(found).toContain(patchProblem)
  })
})
