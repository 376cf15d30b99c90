import { describe, expect, it } from 'vitest'
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

it('reports a port of the nodes', () =>
  expect(problems('type: NodePort')).toEqual([
    '4: Service/q: each node exposes thanos query without authentication at port 80.',
  ]))

it.each([
  ['type: ClusterIP', '', undefined],
  ['type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]', '', undefined],
  ['type: LoadBalancer', 'networking.gke.io/load-balancer-type: Internal', undefined],
  ['type: LoadBalancer', '', 'nginx:1.29'],
  ['type: NodePort', '', 'nginx:1.29'],
])('accepts %s with %s and %s', (spec, annotations, image) => expect(problems(spec, annotations, image)).toEqual([]))

const server = (image: string, container = 'args: [query, --http-address=0.0.0.0:10902]'): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: q, namespace: monitoring}\nspec: {selector: {app: q}, ports: [{name: http, port: 80, targetPort: 10902}, {name: grpc, port: 10901}]}\n---\n${workload('q', `image: ${image}\n${container}`)}`

const thanos = server('quay.io/thanos/thanos:v0.42.4')
const ingress = (metadata = '', spec = ''): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: q, namespace: monitoring${metadata}}\nspec: {${spec}rules: [{host: q.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: q, port: {name: http}}}}]}}]}\n`
const route = (rule = '', gateway = 'public', kind = 'HTTPRoute', port = 80): string =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: q, namespace: monitoring}\nspec: {parentRefs: [{name: ${gateway}}], rules: [{${rule}backendRefs: [{name: q, port: ${port}}]}]}\n`
const policy = (target: string, kind = 'SecurityPolicy'): string =>
  `---\napiVersion: gateway.envoyproxy.io/v1alpha1\nkind: ${kind}\nmetadata: {name: a, namespace: monitoring}\nspec: {targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: ${target}}]}\n`

describe('routes', () => {
  it.each([
    ['an Ingress', ingress() + thanos, 'Ingress'],
    ['an HTTPRoute', route() + thanos, 'HTTPRoute'],
    ['an HTTPRoute with a policy of another one', route() + thanos + policy('other'), 'HTTPRoute'],
    [
      'an HTTPRoute with a policy that does not authenticate',
      route() + thanos + policy('q', 'BackendPolicy'),
      'HTTPRoute',
    ],
    ['a GRPCRoute', route('', 'public', 'GRPCRoute', 10901) + thanos, 'GRPCRoute'],
  ])('reports %s to a server without authentication', (_, yaml, kind) =>
    expect(problemsIn(openServersAreInternal, yaml)).toEqual([
      `4: ${kind}/q: it leads to thanos query in Service/q without authentication.`,
    ]),
  )

  it.each([
    [
      'an Ingress with authentication',
      ingress(', annotations: {nginx.ingress.kubernetes.io/auth-url: "https://a"}') + thanos,
    ],
    ['an Ingress of an internal class', ingress('', 'ingressClassName: nginx-internal, ') + thanos],
    [
      'a filter of the implementation',
      route('filters: [{type: ExtensionRef, extensionRef: {group: a, kind: A, name: a}}], ') + thanos,
    ],
    ['a policy for the route', route() + thanos + policy('q')],
    ['a policy for the Gateway', route() + thanos + policy('public')],
    ['an internal Gateway', route('', 'internal') + thanos],
    [
      'a program that authenticates',
      route() + server('quay.io/oauth2-proxy/oauth2-proxy:v7.15.6', 'args: [--upstream=http://a]'),
    ],
    [
      'a gRPC server that requires a certificate',
      route('', 'public', 'GRPCRoute', 10901) +
        server('quay.io/thanos/thanos:v0.42.4', 'args: [query, --grpc-server-tls-client-ca=/tls/ca.crt]'),
    ],
  ])('accept %s', (_, yaml) => expect(problemsIn(openServersAreInternal, yaml)).toEqual([]))
})
