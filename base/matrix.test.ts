import { checkManifests, checks, readDeclarations } from '@thanos-gitops/checks'
import { deliveryFiles } from '@thanos-gitops/delivery'
import { type Base, waveAnnotation, waves } from '@thanos-gitops/manifest'
import { renderWarnings } from '@thanos-gitops/render'
import { describe, expect, it } from 'vitest'
import { base } from './index.ts'
import { sourcedObjects, variantRenderer } from './testing/render-variant.ts'
import { variants } from './testing/variants.ts'

const render = variantRenderer()
const objectsOf = ({ required, optional, objectStorage }: Base) =>
  [...required, ...optional, ...Object.values(objectStorage)].flatMap(({ objects }) => objects)
const repository = {
  repository: 'https://git.example.com/platform/thanos-gitops.git',
  formerRepositories: [],
  branch: 'main',
  central: false,
  argoCD: { namespace: 'argocd' },
  flux: { namespace: 'flux-system' },
}

describe.each(variants)('the base with the settings $name', (variant) => {
  const rendered = render(variant)

  it('has no finding of the checks', () => {
    const file = `environments/${variant.name}/exceptions.yaml`
    const { findings } = checkManifests({
      objects: sourcedObjects(rendered.manifests),
      environment: rendered.environment,
      kubernetesVersion: rendered.environment.kubernetesVersion,
      declarations: readDeclarations(file, variant.files['exceptions.yaml']!, checks),
      today: '2026-01-01',
    })
    expect(findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([])
  })

  it('is delivered by each tool that the environment names', () => {
    const files = deliveryFiles(
      rendered.environment,
      rendered.manifests.map(({ object }) => object),
      repository,
    ).map(({ file }) => file)
    const tools = variant.delivery === 'both' ? ['argo-cd', 'flux'] : [variant.delivery]
    expect([...new Set(files.map((file) => file.split('/')[1]))]).toEqual(tools)
    // Flux has a Kustomization for each wave, and zones of receivers have waves after those of all environments.
    const wavesOfZones = new Set(
      rendered.manifests
        .map(({ object }) => object.metadata.annotations?.[waveAnnotation])
        .filter((wave) => Number(wave) > waves.queries),
    ).size
    const count = tools.length === 2 ? 9 : tools[0] === 'flux' ? 5 : 4
    expect(files).toHaveLength(count + (tools.includes('flux') ? wavesOfZones : 0))
  })

  it('has patches that all take effect', () => {
    expect(renderWarnings(rendered)).toEqual([])
  })
})

it('has no kind without a namespace that Argo CD does not prune when its last object leaves an environment', () => {
  const { environment } = render(variants[0]!)
  const project = deliveryFiles({ ...environment, delivery: 'argo-cd' }, [], repository).find(({ file }) =>
    file.endsWith(`thanos-${environment.name}.appproject.yaml`),
  )!
  for (const { kind, metadata } of objectsOf(base))
    if (metadata.namespace === undefined) expect(project.text).toContain(`- kind: ${kind}\n`)
})

it('has no namespace in which Argo CD does not prune when the component that brought it leaves an environment', () => {
  const { environment } = render(variants[0]!)
  const project = deliveryFiles({ ...environment, delivery: 'argo-cd' }, [], repository).find(({ file }) =>
    file.endsWith(`thanos-${environment.name}.appproject.yaml`),
  )!
  const namespaces = render(variants[0]!).manifests.flatMap(({ object: { metadata } }) => metadata.namespace ?? [])
  expect(new Set(namespaces).size).toBeGreaterThan(1)
  for (const namespace of namespaces) expect(project.text).toMatch(new RegExp(`namespace: ${namespace}$`, 'm'))
})
