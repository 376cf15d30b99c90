import { expect, it } from 'vitest'
import { argumentsOf, type Container, environmentOf, portsOf, specOf } from './template.ts'

const container: Container = {
  name: 'rule',
  image: 'rule:v1',
  args: ['rule', '--http-address=0.0.0.0:10902', '--label=replica="$(POD_NAME)"', '--memory=$(MEMORY)', '$(UNKNOWN)'],
  env: [
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'requests.memory' } } },
    { name: 'PROCESSORS', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
    { name: 'LEVEL', value: 'info' },
    { name: 'BUCKET', valueFrom: {} },
  ],
  ports: [{ name: 'http', containerPort: 10902 }],
  resources: { requests: { memory: '2Gi' }, limits: { cpu: '1500m' } },
}

const variables = { POD_NAME: 'rule-1', MEMORY: '2147483648', PROCESSORS: '2', LEVEL: 'info' }

it('environmentOf returns values, the name of the pod and resources', () =>
  expect(environmentOf(container, 'rule-1')).toEqual(variables))

it('argumentsOf inserts variables and the address of the pod', () =>
  expect(argumentsOf(container, variables, '127.77.0.3')).toEqual([
    'rule',
    '--http-address=127.77.0.3:10902',
    '--label=replica="rule-1"',
    '--memory=2147483648',
    '$(UNKNOWN)',
  ]))

it('portsOf returns the ports of all containers', () =>
  expect([
    ...portsOf({ containers: [container, { ...container, ports: [{ name: 'web', containerPort: 9090 }] }] }),
  ]).toEqual([
    ['http', 10902],
    ['web', 9090],
  ]))

it('specOf adds the claims of a StatefulSet', () => {
  const volumes = [{ name: 'config', configMap: { name: 'config' } }]
  const template = { metadata: { labels: {} }, spec: { containers: [container], volumes } }
  const workload = {
    metadata: { name: 'rule', namespace: 'monitoring' },
    spec: { template, volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
  }
  expect(specOf(workload, 'rule-1').volumes).toEqual([
    ...volumes,
    { name: 'data', persistentVolumeClaim: { claimName: 'data-rule-1' } },
  ])
})
