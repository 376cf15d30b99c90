import {
  autoscalingNumber,
  defineComponent,
  type Finding,
  type KubernetesObject,
  onlyWith,
  settingValue,
} from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { createRenderer } from '../render.ts'
import { exampleBase, exampleFiles, exampleSettings } from '../testing/small-stack.ts'

const deploymentSpec = {
  replicas: 2,
  template: { spec: { containers: [{ name: 'query', image: 'example.com/query:v1' }] } },
}
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'query', namespace: 'monitoring' },
  spec: deploymentSpec,
} as KubernetesObject
const autoscalerOf = (name: string, minReplicas: number, maxReplicas: number): KubernetesObject =>
  ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: 'monitoring' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas, maxReplicas },
  }) as KubernetesObject
const autoscaler = onlyWith(
  'query.autoscaling.min',
  autoscalerOf('query', autoscalingNumber('query.autoscaling.min'), autoscalingNumber('query.autoscaling.max')),
)
const render = createRenderer({ ...exampleBase, required: [defineComponent('query', [deployment, autoscaler])] })

const setting = 'query: {autoscaling: {min: 3, max: 9}}\n'
const patchOf = (path: string): string =>
  `- target: {kind: Deployment, name: query}\n  patch:\n    - {op: replace, path: ${path}, value: 5}\n`
const result = (settings: string, patches = '[]\n') =>
  render(exampleFiles({ settings: exampleSettings + settings, patches }))

function specOf(kind: string, rendered: ReturnType<typeof result>): unknown {
  if (!('manifests' in rendered)) throw new Error(JSON.stringify(rendered))
  return (rendered.manifests.find(({ object }) => object.kind === kind)?.object as { spec?: unknown } | undefined)?.spec
}

it('renders the smallest number of the autoscaler as the replicas of its workload', () => {
  const rendered = result(setting)
  expect(specOf('HorizontalPodAutoscaler', rendered)).toMatchObject({ minReplicas: 3, maxReplicas: 9 })
  expect(specOf('Deployment', rendered)).toMatchObject({ replicas: 3 })
})

it('changes nothing without the setting', () => {
  const rendered = result('', patchOf('/spec/replicas'))
  expect(specOf('HorizontalPodAutoscaler', rendered)).toBeUndefined()
  expect(specOf('Deployment', rendered)).toMatchObject({ replicas: 5 })
})

it('refuses a patch of the replicas at its line', () => {
  const findings = result(setting, patchOf('/spec/replicas')) as readonly Finding[]
  expect(
    findings.map(({ code, place, message, remedy }) => `${code} ${place?.file}:${place?.line} ${message} ${remedy}`),
  ).toEqual([
    expect.stringMatching(
      /^patch-overrides-setting environments\/blue\/patches\/replicas\.yaml:3 Deployment\/query: the patch sets replicas, which HorizontalPodAutoscaler\/query owns because of query\.autoscaling in environments\/blue\/environment\.yaml:\d+:\d+\. Set query\.autoscaling\.min instead, and remove this operation\.$/,
    ),
  ])
})

it('refuses a patch of replicas that KEDA owns', () => {
  const scaled = onlyWith('query.autoscaling.queries', {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'query', namespace: 'monitoring' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'query' },
      minReplicaCount: autoscalingNumber('query.autoscaling.min'),
    },
  } as KubernetesObject)
  const renderScaled = createRenderer({ ...exampleBase, required: [defineComponent('query', [deployment, scaled])] })
  const settings = `${exampleSettings}query: {autoscaling: {by: keda, min: 4, max: 9}}\n`
  expect(specOf('Deployment', renderScaled(exampleFiles({ settings, patches: '[]\n' })))).toMatchObject({ replicas: 4 })
  expect(renderScaled(exampleFiles({ settings, patches: patchOf('/spec/replicas') }))).toMatchObject([
    {
      code: 'patch-overrides-setting',
      message: expect.stringContaining('ScaledObject/query owns because of query.autoscaling') as string,
      remedy: 'Set query.autoscaling.min instead, and remove this operation.',
    },
  ])
})

it('refuses a patch of replicas that refer to the setting of the autoscaler', () => {
  const router = {
    ...deployment,
    metadata: { name: 'router', namespace: 'monitoring' },
    spec: { ...deploymentSpec, replicas: settingValue<number>('receive.routers') },
  } as KubernetesObject
  const ofRouters = onlyWith(
    'receive.routers.max',
    autoscalerOf('router', settingValue('receive.routers.min'), settingValue('receive.routers.max')),
  )
  const renderRouters = createRenderer({
    ...exampleBase,
    optional: [defineComponent('thanos-receive', [router, ofRouters])],
  })
  const patches = patchOf('/spec/replicas').replace('name: query', 'name: router')
  const settings = `${exampleSettings}components: [thanos-receive]\nreceive: {routers: {min: 2, max: 6}}\n`
  expect(specOf('Deployment', renderRouters(exampleFiles({ settings, patches: '[]\n' })))).toMatchObject({
    replicas: 2,
  })
  expect(renderRouters(exampleFiles({ settings, patches }))).toMatchObject([
    {
      code: 'patch-overrides-setting',
      place: { line: 3 },
      message: expect.stringContaining('HorizontalPodAutoscaler/router owns because of receive.routers') as string,
      remedy: 'Set receive.routers.min instead, and remove this operation.',
    },
  ])
})
