import { delimiter, dirname } from 'node:path'
import { commandTimeout, fixtureRepository, productRoot, runCommand } from '@thanos-gitops/testing'
import { findKubeconform } from '@thanos-gitops/validate/kubeconform'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

const { tool } = await findKubeconform(productRoot)
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
    expect(stdout).toMatch(/^environments\/tiny\/manifests\/web\.deployment\.yaml:\d+:\d+ {2}schema-mismatch$/m)
    expect(stdout).toContain('Did you mean replicas?')
    expect(status).toBe(1)
  })

  it('refuses an unknown environment', () => {
    expect(validate('bleu')).toMatchObject({ status: 2, stderr: expect.stringContaining('Did you mean blue?') })
  })
})
