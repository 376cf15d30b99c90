import { variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { type Variant, variants } from '@thanos-gitops/base/testing/variants'
import { describe, expect, it } from 'vitest'

const render = variantRenderer()

/** The manifests of a variant with other settings in its environment.yaml. */
function renderedWith(variant: Variant, settings: Readonly<Record<string, string>>): string {
  const text = Object.entries(settings).reduce(
    (before, [name, value]) => before.replace(new RegExp(`^${name}: .*$`, 'm'), `${name}: ${value}`),
    variant.files['environment.yaml']!,
  )
  const { manifests } = render({ ...variant, files: { ...variant.files, 'environment.yaml': text } })
  return manifests.map(({ file, text }) => `${file}\n${text}`).join('')
}

// A patch may name the namespace of the variant.
describe.each(variants.filter(({ name }) => name !== 'large'))('the settings of $name', (variant) => {
  const content = renderedWith(variant, {
    namespace: 'observability',
    clusterDomain: 'corp.example',
    cluster: 'eu-central-7',
  })

  it('reach each object, address, subject and reference as the namespace', () => {
    expect(content).toContain('namespace: observability')
    expect(content).not.toContain('kube-monitor')
  })

  it('reach each address as the cluster domain', () => {
    expect(content).toContain('.svc.corp.example')
    expect(content).not.toContain('cluster.local')
  })

  it('reach the external labels as the name of the cluster', () => {
    expect(content).toContain('cluster: eu-central-7')
  })
})
