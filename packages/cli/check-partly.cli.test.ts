// A part that cannot be rendered does not hide the findings of the rest.
import { baseSource, commandTimeout, environmentSource, repositoryOf } from '@thanos-gitops/testing'
import { afterEach, describe, expect, it } from 'vitest'

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { defaultBackend: { service: { name: 'wep', port: { number: 80 } } } },
}
const { restore, run, write } = repositoryOf({
  'base/index.ts': baseSource('web', [ingress]),
  'environments/blue/environment.yaml': environmentSource('blue'),
  'environments/blue/manifests/web.ingress.yaml': JSON.stringify(ingress),
  'environments/green/environment.yaml': environmentSource('green'),
})
afterEach(() => restore())

describe('check', { timeout: commandTimeout }, () => {
  it('checks the manifests in the folders if the base does not load', () => {
    write('base/index.ts', 'export const base = {{\n')
    write(
      'environments/green/environment.yaml',
      environmentSource('green').replace('namespace: shop', 'namespace: A_B'),
    )
    const { status, stdout, stderr } = run('check')
    expect(status).toBe(2)
    expect(stdout).toContain('environments/blue/manifests/web.ingress.yaml')
    expect(stdout).toContain('ingress-backend-exists')
    expect(stdout.match(/sources-not-traced/g)).toHaveLength(1)
    expect(stderr).toContain('base/index.ts:1  base-invalid')
  })

  it('reports an environment that does not render next to the findings of the others', () => {
    write(
      'environments/green/environment.yaml',
      environmentSource('green').replace('namespace: shop', 'namespace: A_B'),
    )
    const { status, stdout, stderr } = run('check')
    expect(status).toBe(2)
    expect(stdout).toContain('ingress-backend-exists')
    expect(stderr).toContain('environments/green/environment.yaml:5:12')
  })
})
