import { defineComponent, type Finding, type KubernetesObject, onlyWith, settingValue } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { createRenderer } from '../render.ts'
import { exampleBase, exampleFiles, exampleSettings } from '../testing/small-stack.ts'

const workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'query', namespace: 'monitoring' },
  spec: {
    template: {
      spec: {
        containers: [{ name: 'query', image: 'example.com/query:v1', resources: { requests: { cpu: '100m' } } }],
      },
    },
  },
} as KubernetesObject
const autoscaler = onlyWith('verticalPodAutoscalers.updateMode', {
  apiVersion: 'autoscaling.k8s.io/v1',
  kind: 'VerticalPodAutoscaler',
  metadata: { name: 'query', namespace: 'monitoring' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'query' },
    updatePolicy: { updateMode: settingValue('verticalPodAutoscalers.updateMode') },
  },
}) as KubernetesObject
const render = createRenderer({ ...exampleBase, required: [defineComponent('query', [workload, autoscaler])] })
const policy = '- {path: "/spec/template/spec/containers/*/resources/requests/cpu", range: 10m..4}\n'
const result = (cpu: string, updateMode = 'Recreate') =>
  render(
    exampleFiles({
      settings: `${exampleSettings}verticalPodAutoscalers: {updateMode: "${updateMode}", maxAllowed: {cpu: ${cpu}}}\n`,
      policy,
    }),
  )

it('refuses a bound above what the policy allows in patches, at its line', () => {
  const findings = result('8') as readonly Finding[]
  expect(findings.map(({ code, place, message }) => `${code} ${place?.file}:${place?.line} ${message}`)).toEqual([
    'patch-policy environments/blue/environment.yaml:8 maxAllowed allows the autoscalers a request that the policy does not allow. Deployment/query/spec/template/spec/containers/0/resources/requests/cpu must be within 10m..4, not "8" (rule at environments/policy.yaml:4:10).',
  ])
})

it.each([
  ['4', 'Recreate'],
  ['8', 'Off'],
])('accepts %s with updateMode %s', (cpu, updateMode) => expect(result(cpu, updateMode)).toHaveProperty('manifests'))
