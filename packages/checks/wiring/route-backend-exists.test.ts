import { describe, expect, it } from 'vitest'
import { problemsIn, service } from '../engine/testing.ts'
import { routeBackendExists } from './route-backend-exists.ts'

const route = (spec: string, namespace = 'monitoring'): string =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: ${namespace}}\nspec: {${spec}}\n---\n`
const gateway =
  'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: web, namespace: gateways}\nspec: {listeners: [{name: https, port: 443}]}\n---\n'
const problems = (yaml: string): string[] =>
  problemsIn(routeBackendExists, yaml + gateway + service('query', 'ports: [{name: http, port: 9090}]'))

describe('route-backend-exists', () => {
  it.each([
    ['rules: [{backendRefs: [{name: querier, port: 9090}]}]', 'there is no Service querier in monitoring.'],
    ['rules: [{backendRefs: [{name: query, port: 80}]}]', 'Service/query has no port 80.'],
    ['parentRefs: [{name: web}]', 'there is no Gateway web in monitoring.'],
    ['parentRefs: [{name: web, namespace: gateways, sectionName: http}]', 'Gateway/web has no listener http.'],
  ])('reports %s', (spec, message) => expect(problems(route(spec))).toEqual([`4: HTTPRoute/r: ${message}`]))

  it('reports a backend of another namespace without a ReferenceGrant', () => {
    const other = route('rules: [{backendRefs: [{name: query, namespace: monitoring, port: 9090}]}]', 'web')
    expect(problems(other)).toEqual([
      '4: HTTPRoute/r: no ReferenceGrant in monitoring allows routes of web to use Service/query.',
    ])
    const grant =
      'apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {name: g, namespace: monitoring}\nspec: {from: [{kind: HTTPRoute, namespace: web}], to: [{kind: Service}]}\n---\n'
    expect(problems(other + grant)).toEqual([])
  })

  it('reports an IngressRoute of Traefik', () =>
    expect(
      problems(
        'apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: r, namespace: monitoring}\nspec: {routes: [{services: [{name: query, port: grpc}]}]}\n---\n',
      ),
    ).toEqual(['4: IngressRoute/r: Service/query has no port grpc.']))

  it.each([
    'parentRefs: [{name: web, namespace: gateways, sectionName: https}], rules: [{backendRefs: [{name: query, port: 9090}]}]',
    'parentRefs: [{name: shared, namespace: infra}]',
    'rules: [{backendRefs: [{name: bucket, group: storage.example.com, kind: Bucket}]}]',
  ])('accepts %s', (spec) => expect(problems(route(spec))).toEqual([]))
})
