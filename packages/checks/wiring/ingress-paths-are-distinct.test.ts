import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { ingressPathsAreDistinct } from './ingress-paths-are-distinct.ts'

const ingress = (name: string, host: string, path: string, spec = '', annotations = ''): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: ${name}, annotations: {${annotations}}}\nspec: {${spec}rules: [{host: ${host}, http: {paths: [{path: ${path}, pathType: Prefix}]}}]}\n---\n`
const first = ingress('a', 'example.com', '/')

it('reports a path of two Ingresses', () =>
  expect(problemsIn(ingressPathsAreDistinct, first + ingress('b', 'example.com', '/'))).toEqual([
    '9: Ingress/b: Ingress/a also has the path example.com/.',
  ]))

it.each([
  ingress('b', 'example.com', '/api'),
  ingress('b', 'www.example.com', '/'),
  ingress('b', 'example.com', '/', 'ingressClassName: internal, '),
  ingress('b', 'example.com', '/', '', 'nginx.ingress.kubernetes.io/canary: "true"'),
])('accepts %s', (yaml) => expect(problemsIn(ingressPathsAreDistinct, first + yaml)).toEqual([]))
