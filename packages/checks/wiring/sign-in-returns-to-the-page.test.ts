import { expect, it } from 'vitest'
import { problemsIn, service, workload } from '../engine/testing.ts'
import { signInReturnsToThePage } from './sign-in-returns-to-the-page.ts'

const proxy = (args: string, image = 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.6'): string =>
  `${service('door', 'ports: [{name: http, port: 80, targetPort: 4180}]')}---\n${workload('door', `image: ${image}\nargs: [${args}]`)}`
const route = (host: string): string =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: door, namespace: monitoring}\nspec:\n  hostnames: ["${host}"]\n  rules: [{backendRefs: [{name: door, port: 80}]}]\n---\n`
const ingress = (host: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: door, namespace: monitoring}\nspec:\n  rules:\n  - host: ${host}\n    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: door, port: {name: http}}}}]}\n---\n`
const prometheus = (url: string): string =>
  `---\n${service('prometheus', 'ports: [{name: web, port: 9090}]')}---\n${workload('prometheus', `image: quay.io/prometheus/prometheus:v3.13.2\nargs: [--config.file=/a, --web.external-url=${url}]`)}`

const redirect = '--redirect-url=https://a.example.com/oauth2/callback'
const upstream = '--upstream=http://prometheus.monitoring.svc.cluster.local:9090/'

it.each([
  ['an HTTPRoute', route('b.example.com'), '5: HTTPRoute/door'],
  ['an Ingress', ingress('b.example.com'), '6: Ingress/door'],
  ['a wildcard of another domain', route('*.example.org'), '5: HTTPRoute/door'],
])('reports the host of %s that is not that of the redirect URL', (_, yaml, object) => {
  const [problem, ...others] = problemsIn(signInReturnsToThePage, yaml + proxy(redirect))
  expect(others).toEqual([])
  expect(problem).toMatch(new RegExp(`^${object}: people who sign in at .* return to a\\.example\\.com`))
})

it('reports links of a program to another host', () =>
  expect(
    problemsIn(signInReturnsToThePage, proxy(`${redirect}, ${upstream}`) + prometheus('https://b.example.com/')),
  ).toEqual([
    expect.stringContaining(
      'the sign-in returns to a.example.com, but the links of the program behind it lead to b.example.com.',
    ),
  ]))

it.each([
  ['the same host', route('a.example.com') + proxy(redirect)],
  ['a wildcard that contains the host', route('*.example.com') + proxy(redirect)],
  ['a redirect URL that follows from the request', route('b.example.com') + proxy('--upstream=http://a')],
  ['another program', route('b.example.com') + proxy(redirect, 'nginx:1.29')],
  ['a route to another port', route('b.example.com') + proxy(`--http-address=:4181, ${redirect}`)],
  ['links to the same host', proxy(`${redirect}, ${upstream}`) + prometheus('https://a.example.com/prometheus')],
  ['a program without an external URL', proxy(`${redirect}, ${upstream}`) + prometheus('')],
])('accepts %s', (_, yaml) => expect(problemsIn(signInReturnsToThePage, yaml)).toEqual([]))
