import { baseSource, commandTimeout, environmentSource, repositoryOf } from '@thanos-gitops/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

const settings = (level: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { level, mode: 'a' },
})
const patch = (mode: string): string =>
  `- target: {kind: ConfigMap, name: settings}\n  patch:\n    - {op: replace, path: /data/mode, value: ${mode}}\n`
const layer = 'environments/layers/eu/patches/mode.yaml'
const environment = (name: string, ring: string): readonly [string, string] => [
  `environments/${name}/environment.yaml`,
  `${environmentSource(name)}layers: [eu]\nring: ${ring}\n`,
]

const fleet = repositoryOf({
  'base/index.ts': baseSource('web', [settings('info')]),
  [layer]: patch('b'),
  'environments/rings.yaml': `apiVersion: thanos-gitops/v1
kind: Rings
rings:
  - name: canary
  - name: wide
    maximum: 1
together: false
label: reach-approved
`,
  ...Object.fromEntries([environment('one', 'canary'), environment('two', 'wide'), environment('three', 'wide')]),
})
const { run } = fleet

describe('rings', { timeout: commandTimeout }, () => {
  beforeAll(() => fleet.commitRendered('render'), commandTimeout)
  afterEach(() => fleet.restore())

  it('are reported with the line of a layer that reaches most, and their limits with the label that permits more', () => {
    fleet.write(layer, patch('c'))
    const { status, stdout } = run('diff', '--base', 'HEAD', '--fail-on', 'outage')
    expect(status).toBe(1)
    expect(stdout).toMatch(
      new RegExp(
        `^Reaches 3 of 3 environments: 1 of ring canary, 2 of ring wide\\. ${layer}:3 reaches most \\(3\\)\\.\n`,
      ),
    )
    expect(stdout).toContain(`${layer}:3  reach-over-maximum`)
    expect(stdout).toContain('The change reaches 2 rings (canary, wide), and environments/rings.yaml:7:11 permits one.')
    expect(stdout).toContain('Or add the label reach-approved to the pull request.')
    const labelled = run('diff', '--base', 'HEAD', '--fail-on', 'outage', '--labels', 'bug,reach-approved')
    expect(labelled.status).toBe(0)
    expect(labelled.stdout).toContain('The label reach-approved permits it.')
  })

  it('are not limited by a patch of one environment, nor in the diff of one', () => {
    fleet.write('environments/two/patches/mode.yaml', patch('d'))
    const { status, stdout } = run('diff', '--base', 'HEAD', '--fail-on', 'outage')
    expect(stdout).toMatch(/^Reaches 1 of 3 environments: 1 of ring wide\.\n/)
    expect(status).toBe(0)
    const { status: refused, stderr } = run('diff', 'two', '--labels', 'reach-approved')
    expect([refused, stderr]).toEqual([2, expect.stringContaining('--labels is for the diff of all environments')])
  })

  it('name the line of the base, and the revision to which pins move', () => {
    fleet.write('base/index.ts', baseSource('web', [settings('debug')]))
    expect(run('diff', '--base', 'HEAD').stdout).toMatch(/^Reaches 3 of 3 [^\n]*base\/index\.ts:\d+ reaches most \(3\)/)
    fleet.git('commit', '--quiet', '--all', '--message=debug')
    fleet.git('tag', 'v1.1.0')
    for (const name of ['two', 'three']) {
      const file = `environments/${name}/environment.yaml`
      fleet.write(file, `${fleet.read(file)}source: v1.1.0\n`)
    }
    expect(run('diff', '--base', 'HEAD').stdout).toMatch(/^Reaches 3 of 3 [^\n]*source: v1\.1\.0 reaches most \(2\)/)
    expect(run('pins').stdout).toMatch(
      /ENVIRONMENT +RING [^]*one +canary +working tree [^]*three +wide +v1\.1\.0 [^]*two +wide +v1/,
    )
    fleet.git('reset', '--quiet', '--hard', 'HEAD~1')
  })

  it('must exist: render names the environment, its line and the nearest ring, and writes the others', () => {
    fleet.replace('environments/three/environment.yaml', 'ring: wide', 'ring: wdie')
    fleet.write(layer, patch('c'))
    const { status, stderr } = run('render')
    expect(status).toBe(2)
    expect(stderr).toContain('environments/three/environment.yaml:9:7  ring-unknown')
    expect(stderr).toContain('Did you mean wide?')
    expect(run('diff', '--base', 'HEAD').status).toBe(2)
    // The target of one environment does not depend on the rings.
    expect(run('render', 'one').status).toBe(0)
  })
})
