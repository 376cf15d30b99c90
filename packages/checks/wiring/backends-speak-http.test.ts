import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { backendsSpeakHttp } from './backends-speak-http.ts'

const query = (appProtocol = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: query, namespace: monitoring}\nspec: {selector: {app: query}, ports: [{name: http, port: 9090, targetPort: 10902}, {name: grpc, port: 10901${appProtocol}}]}\n---\n${workload('query', 'image: quay.io/thanos/thanos:v0.42.4\nargs: [query]')}`
const ingress = (port: string, annotations = ''): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: monitoring, annotations: {${annotations}}}\nspec: {rules: [{http: {paths: [{backend: {service: {name: query, port: ${port}}}}]}}]}\n---\n`
const route = (kind: string, port: number): string =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: r, namespace: monitoring}\nspec: {rules: [{backendRefs: [{name: query, port: ${port}}]}]}\n---\n`
const problems = (yaml: string): string[] =>
  problemsIn(backendsSpeakHttp, yaml).map((text) => text.replace(/^\d+: /, ''))

describe('backends-speak-http', () => {
  it.each([
    [
      ingress('{name: grpc}'),
      'Ingress/i: port grpc of Service/query leads to port 10901, where thanos query speaks gRPC, but the proxy sends HTTP.',
    ],
    [
      ingress('{number: 10901}'),
      'Ingress/i: port grpc of Service/query leads to port 10901, where thanos query speaks gRPC, but the proxy sends HTTP.',
    ],
    [
      route('HTTPRoute', 10901),
      'HTTPRoute/r: port grpc of Service/query leads to port 10901, where thanos query speaks gRPC, but the proxy sends HTTP.',
    ],
    [
      route('GRPCRoute', 9090),
      'GRPCRoute/r: port http of Service/query leads to port 10902, where thanos query speaks HTTP, but the proxy sends gRPC.',
    ],
  ])('reports a backend of another protocol', (yaml, message) => expect(problems(yaml + query())).toEqual([message]))

  it.each([
    ingress('{name: http}') + query(),
    ingress('{name: grpc}', 'nginx.ingress.kubernetes.io/backend-protocol: GRPC') + query(),
    ingress('{name: grpc}') + query(', appProtocol: kubernetes.io/h2c'),
    route('HTTPRoute', 9090) + query(),
    route('GRPCRoute', 10901) + query(),
  ])('accepts %s', (yaml) => expect(problems(yaml)).toEqual([]))
})
