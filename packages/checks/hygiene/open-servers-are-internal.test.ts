import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { openServersAreInternal } from './open-servers-are-internal.ts'

const problems = (spec: string, annotations = '', image = 'quay.io/thanos/thanos:v0.42.4'): string[] =>
  problemsIn(
    openServersAreInternal,
    `apiVersion: v1\nkind: Service\nmetadata: {name: q, namespace: monitoring, annotations: {${annotations}}}\nspec: {selector: {app: q}, ports: [{port: 80, targetPort: 10902}], ${spec}}\n---\n${workload('q', `image: ${image}\nargs: [query]`)}`,
  )

it('reports a public load balancer', () =>
  expect(problems('type: LoadBalancer')).toEqual([
    '4: Service/q: its load balancer exposes thanos query without authentication at port 80.',
  ]))

it.each([
  ['type: ClusterIP', '', undefined],
  ['type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]', '', undefined],
  ['type: LoadBalancer', 'networking.gke.io/load-balancer-type: Internal', undefined],
  ['type: LoadBalancer', '', 'nginx:1.29'],
])('accepts %s with %s and %s', (spec, annotations, image) => expect(problems(spec, annotations, image)).toEqual([]))
