import { variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { type Variant, variants } from '@thanos-gitops/base/testing/variants'
import { describe, expect, it } from 'vitest'

const render = variantRenderer()

/** The manifests of a variant with another line in its environment.yaml. */
function renderedWith(variant: Variant, line: RegExp, replacement: string): string {
  const settings = variant.files['environment.yaml']!.replace(line, replacement)
  const { manifests } = render({ ...variant, files: { ...variant.files, 'environment.yaml': settings } })
  return manifests.map(({ file, text }) => `${file}\n${text}`).join('')
}

// A patch may name the namespace of the variant.
describe.each(variants.filter(({ name }) => name !== 'large'))('the settings of $name', (variant) => {
  it('reach each object, address, subject and reference as the namespace', () => {
    const content = renderedWith(variant, /^namespace: .*$/m, 'namespace: observability')
    expect(content).toContain('namespace: observability')
    expect(content).not.toContain('kube-monitor')
  })

  it('reach each address as the cluster domain', () => {
    const content = renderedWith(variant, /^clusterDomain: .*$/m, 'clusterDomain: corp.example')
    expect(content).toContain('.svc.corp.example')
    expect(content).not.toContain('cluster.local')
  })

  it('reach the external labels as the name of the cluster', () => {
    const content = renderedWith(variant, /^cluster: .*$/m, 'cluster: eu-central-7')
    expect(content).toContain('cluster: eu-central-7')
  })
})
