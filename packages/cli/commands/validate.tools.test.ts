import { delimiter, dirname } from 'node:path'
import { commandTimeout, fixtureRepository, runCommand } from '@thanos-gitops/testing'
import { findKubeconform } from '@thanos-gitops/validate/kubeconform'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

const { tool } = await findKubeconform()
const shop = fixtureRepository()

describe.skipIf(tool === undefined)('validate', { timeout: commandTimeout }, () => {
  beforeAll(() => shop.commitRendered('render'), commandTimeout)
  afterEach(() => shop.restore())

  // The copy of the fixture has no cache of programs: the command must not install one.
  const validate = (...args: readonly string[]) =>
    runCommand(shop.root, ['validate', ...args], {
      env: { PATH: [dirname(tool!), process.env.PATH].join(delimiter) },
    })

  it('accepts manifests and delivery objects of all environments', () => {
    const { status, stdout } = validate()
    expect(stdout).toMatch(
      /^blue \(Kubernetes 1\.36\), green \(Kubernetes 1\.37\), tiny \(Kubernetes 1\.36\): \d+ objects, all valid, by (the API server's code and kubeconform|kubeconform alone)\n$/,
    )
    expect(status).toBe(0)
  })

  it('exits with 1 and the line of an invalid field', () => {
    const file = 'environments/tiny/manifests/web.deployment.yaml'
    shop.replace(file, 'replicas: 2', 'replica: 2')
    const { status, stdout } = validate('tiny')
    expect(stdout).toMatch(
      /^environments\/tiny\/manifests\/web\.deployment\.yaml:\d+:\d+ {2}(schema-mismatch|api-server-refuses)$/m,
    )
    expect(stdout).toContain('Did you mean replicas?')
    expect(status).toBe(1)
  })

  it('refuses an unknown environment', () => {
    expect(validate('bleu')).toMatchObject({ status: 2, stderr: expect.stringContaining('Did you mean blue?') })
  })

  it('validates files, folders and standard input of other projects', () => {
    shop.write('charts/a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {key: 1}\n')
    shop.write('charts/b.json', '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}}')
    const { status, stdout } = validate('charts/a.yaml', 'charts', '--kubernetes', '1.36')
    expect(stdout).toMatch(/^charts\/a\.yaml:4:8 {2}(schema-mismatch|api-server-refuses)$/m)
    expect(stdout).toContain('charts/a.yaml charts (Kubernetes 1.36): 3 objects, 2 findings, by ')
    expect(status).toBe(1)
    const input = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'
    expect(runCommand(shop.root, ['validate', '-'], { input })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^- \(Kubernetes 1\.\d+\): 1 object, all valid, by /),
    })
  })

  it('refuses a folder of sources, and --kubernetes for an environment', () => {
    shop.write('chart/Chart.yaml', 'name: a\n')
    const chart = validate('./chart')
    expect(chart.stderr).toContain('chart is a Helm chart, not rendered manifests.')
    expect(chart.stderr).toContain('helm template chart | npx thanos-gitops validate -')
    expect(chart.status).toBe(2)
    expect(validate('./environments/tiny').stdout).toContain('Render it first: npx thanos-gitops render tiny')
    expect(validate('tiny', '--kubernetes', '1.36')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--kubernetes is for paths only.'),
    })
  })
})

describe("the API server's verdict", { timeout: commandTimeout }, () => {
  const file = 'environments/tiny/patches/bad.yaml'
  const memory = '/spec/template/spec/containers/[name=web]/resources/limits/memory'
  beforeAll(() => {
    shop.write(
      file,
      `- target: {kind: Deployment, name: web}\n  patch:\n    - op: replace\n      path: ${memory}\n      value: 100Mi\n`,
    )
    expect(shop.run('render', 'tiny')).toMatchObject({ status: 0 })
  }, commandTimeout)
  afterAll(() => shop.restore())

  it('is reported at the patch, with the words of the server', () => {
    const { status, stdout } = shop.run('validate', 'tiny')
    expect(stdout).toMatch(/bad\.yaml:5:\d+ {2}api-server-refuses/)
    expect(stdout).toContain('must be less than or equal to memory limit of 100Mi')
    expect(stdout).toContain('Raise the limit, or lower the request.')
    expect(status).toBe(1)
  })

  it('is one finding of check with that of a check of the same fault', () => {
    const { status, stdout } = shop.run('check', 'tiny')
    expect(stdout).toMatch(/^ {2}5:14 {2}error {2}requests-are-below-limits$/m)
    expect(stdout).not.toContain('api-server-refuses')
    expect(status).toBe(1)
  })

  it('is at the line of the manifest if that is not as rendered', () => {
    const manifest = 'environments/tiny/manifests/web.deployment.yaml'
    shop.replace(manifest, 'memory: 100Mi', 'memory: 90Mi')
    expect(shop.run('validate', 'tiny').stdout).toMatch(
      /^environments\/tiny\/manifests\/web\.deployment\.yaml:\d+:\d+ {2}api-server-refuses$/m,
    )
  })
})
