import { valueAt } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { variantRenderer } from './testing/render-variant.ts'
import { type RenderedObject, renderedStack } from './testing/rendered-stack.ts'
import { variants } from './testing/variants.ts'

const render = variantRenderer()
const variant = variants.find(({ name }) => name === 'everything')!
const stack = renderedStack(variant, render(variant))
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
