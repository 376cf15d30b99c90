import { join } from 'node:path'
import { labelOf, valueAt } from '@thanos-gitops/manifest'
import { explainer } from '@thanos-gitops/render/explain'
import { expect, it } from 'vitest'
import { base } from './index.ts'
import { environmentFiles, variantRenderer } from './testing/render-variant.ts'
import { type RenderedObject, renderedStack } from './testing/rendered-stack.ts'
import { variants } from './testing/variants.ts'

const render = variantRenderer()
const variant = variants.find(({ name }) => name === 'everything')!
const rendered = render(variant)
const stack = renderedStack(variant, rendered)
const workloads = stack.all<RenderedObject>('Deployment', 'StatefulSet', 'DaemonSet')
const autoscalers = stack.all<RenderedObject>('VerticalPodAutoscaler')
const policyOf = (name: string) =>
  valueAt(
    autoscalers.find(({ metadata }) => metadata!.name === name),
    ['spec', 'resourcePolicy', 'containerPolicies', '0'],
  )

it('has one for each workload, with its kind and name', () => {
  const targets = autoscalers.map((one) => `${valueAt(one, ['spec', 'targetRef', 'kind'])}/${one.metadata!.name}`)
  expect(targets.toSorted()).toEqual(workloads.map(({ kind, metadata }) => `${kind}/${metadata!.name}`).toSorted())
})

it('leaves the CPU of a workload to the autoscaler of its replicas', () => {
  expect(policyOf('thanos-query')).toMatchObject({ controlledResources: ['memory'] })
  expect(policyOf('thanos-receive-router')).toMatchObject({ controlledResources: ['memory'] })
  expect(policyOf('thanos-store-0')).toEqual({
    containerName: '*',
    controlledResources: ['cpu', 'memory'],
    controlledValues: 'RequestsOnly',
    maxAllowed: { cpu: '4' },
  })
})

it.each([
  ['VerticalPodAutoscaler/thanos-query', '/spec/updatePolicy/updateMode'],
  ['VerticalPodAutoscaler/thanos-store-0', '/spec/resourcePolicy/containerPolicies/0/maxAllowed/cpu'],
  ['VerticalPodAutoscaler/oauth2-proxy-query', '/spec/resourcePolicy/containerPolicies/0/maxAllowed/cpu'],
])('has the line of the setting as the source of %s%s', (label, pointer) => {
  const manifests = explainer(join(import.meta.dirname, '..'), base)(environmentFiles(variant), rendered)
  const [origin] = manifests.find(({ object }) => labelOf(object) === label)!.origins(pointer)
  const line = variant.files['environment.yaml']!.split('\n')[origin!.place.line! - 1]
  expect(line).toMatch(/^verticalPodAutoscalers: /)
})
