import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { alertmanagerRoutesAreReachable } from './alertmanager-routes-are-reachable.ts'

const problems = (route: object): readonly string[] =>
  problemsIn(
    alertmanagerRoutesAreReachable,
    `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      image: quay.io/prometheus/alertmanager:v0.34.0
      args: [--config.file=/c/a.yaml]
      volumeMounts: [{name: c, mountPath: /c}]
  volumes: [{name: c, configMap: {name: c}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  a.yaml: '${JSON.stringify({ route })}'
`,
  ).map((text) => text.replace(/^\d+: /, ''))

const critical = { receiver: 'b', matchers: ['severity="critical"'] }

it('finds routes behind one that matches every alert', () => {
  expect(problems({ receiver: 'a', routes: [{ receiver: 'a' }, critical, critical] })).toEqual([
    'ConfigMap/c: no alert reaches this route: /route/routes/0 comes first, matches every alert and has no continue.',
    'ConfigMap/c: no alert reaches this route: /route/routes/0 comes first, matches every alert and has no continue.',
  ])
})

it('finds a route that contradicts one above it', () => {
  const routes = [{ matchers: ['team=x'], routes: [{ ...critical, routes: [{ match: { severity: 'warning' } }] }] }]
  expect(problems({ receiver: 'a', routes })).toEqual([
    'ConfigMap/c: no alert reaches this route: it requires severity="warning", but the route above it, /route/routes/0/routes/0, requires severity="critical".',
  ])
})

it.each([
  [[critical, { receiver: 'a' }]],
  [[{ receiver: 'a', continue: true }, critical]],
  [[{ receiver: 'a', match_re: { a: 'b' } }, critical]],
  [[{ ...critical, routes: [{ matchers: ['severity=~"c.*"', 'team="x"'] }, { matchers: ['severity="critical"'] }] }]],
])('accepts %j', (routes) => expect(problems({ receiver: 'a', routes })).toEqual([]))
