import { describe, expect, it } from 'vitest'
import { problemsIn, service } from '../engine/testing.ts'
import { ingressBackendExists } from './ingress-backend-exists.ts'

const problems = (backend: string) =>
  problemsIn(
    ingressBackendExists,
    `${service('thanos-query', 'ports: [{name: http, port: 9090}]')}\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: monitoring}\nspec: {rules: [{http: {paths: [{path: /, backend: {service: ${backend}}}]}}]}`,
  )

describe('ingress-backend-exists', () => {
  it.each([
    ['{name: query, port: {number: 9090}}', '13: Ingress/i: there is no Service query.'],
    ['{name: thanos-query, port: {number: 80}}', '13: Ingress/i: Service/thanos-query has no port 80.'],
    ['{name: thanos-query, port: {name: web}}', '13: Ingress/i: Service/thanos-query has no port web.'],
  ])('reports %s', (backend, message) => expect(problems(backend)).toEqual([message]))

  it.each(['{name: thanos-query, port: {number: 9090}}', '{name: thanos-query, port: {name: http}}'])(
    'accepts %s',
    (backend) => expect(problems(backend)).toEqual([]),
  )
})
