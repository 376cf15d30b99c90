import { describe, expect, it } from 'vitest'
import type { Check } from '../engine/check.ts'
import { environment, problemsIn } from '../engine/testing.ts'
import { alertsReachPeople } from './alerts-reach-people.ts'
import { watchdogLeavesTheCluster } from './watchdog-leaves-the-cluster.ts'

const rules = 'groups: [{name: a, rules: [{alert: Watchdog, expr: vector(1)}]}]'

const stack = (alertmanager: object | undefined, prometheus: object = {}, ruleFile = rules): string => `
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    ${
      alertmanager === undefined
        ? ''
        : `- name: alertmanager
      image: quay.io/prometheus/alertmanager:v0.34.0
      args: [--config.file=/c/a.yaml]
      volumeMounts: [{name: c, mountPath: /c}]`
    }
    - name: prometheus
      image: quay.io/prometheus/prometheus:v3.13.2
      args: [--config.file=/c/p.yaml]
      volumeMounts: [{name: c, mountPath: /c}]
  volumes: [{name: c, configMap: {name: c}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  a.yaml: '${JSON.stringify(alertmanager ?? {})}'
  p.yaml: '${JSON.stringify({ rule_files: ['/c/rules.yaml'], ...prometheus })}'
  rules.yaml: '${ruleFile}'
`

const problems = (check: Check, yaml: string, others: object = {}): readonly string[] =>
  problemsIn(check, yaml, { environment: { ...environment, ...others } }).map((text) => text.replace(/^\d+: \S+ /, ''))

const people = { name: 'people', webhook_configs: [{ url_file: '/a' }] }
const heartbeat = { name: 'heartbeat', webhook_configs: [{ url_file: '/b' }] }
const nobody = { name: 'nobody' }
const watchdog = { receiver: 'heartbeat', matchers: ['alertname="Watchdog"'], repeat_interval: '5m' }
const receivers = [people, heartbeat, nobody]

describe('alerts-reach-people', () => {
  const find = (route: object, others: object = {}) => problems(alertsReachPeople, stack({ route, receivers }), others)
  const reachNobody = ['alerts reach nobody: no route leads to a receiver with an integration.']

  it.each<[string, object]>([
    ['no route to people', { receiver: 'nobody' }],
    ['a route for Watchdog only', { receiver: 'nobody', routes: [watchdog] }],
    ['a route below Watchdog', { receiver: 'nobody', routes: [{ ...watchdog, routes: [{ receiver: 'people' }] }] }],
  ])('finds %s', (_, route) => expect(find(route)).toEqual(reachNobody))

  it('finds integrations that are empty lists', () =>
    expect(
      problems(
        alertsReachPeople,
        stack({ route: { receiver: 'a' }, receivers: [{ name: 'a', slack_configs: [], email_configs: null }] }),
      ),
    ).toEqual(reachNobody))

  it.each<[string, object]>([
    ['a default receiver', { receiver: 'people' }],
    [
      'a route below a route',
      { receiver: 'nobody', routes: [{ match: { a: 'b' }, routes: [{ receiver: 'people' }] }] },
    ],
  ])('accepts %s', (_, route) => expect(find(route)).toEqual([]))

  it('accepts a laptop', () => expect(find({ receiver: 'nobody' }, { isLaptop: true })).toEqual([]))

  it('accepts manifests that are not those of an environment', () =>
    expect(problemsIn(alertsReachPeople, stack({ route: { receiver: 'nobody' }, receivers }))).toEqual([]))

  it('finds a Prometheus without Alertmanager', () =>
    expect(problems(alertsReachPeople, stack(undefined))).toEqual([
      'alerts reach nobody: Prometheus sends them to no Alertmanager.',
    ]))

  it('accepts a Prometheus with the Alertmanager of another cluster', () => {
    const alerting = { alertmanagers: [{ static_configs: [{ targets: ['alertmanager.example.com:443'] }] }] }
    expect(problems(alertsReachPeople, stack(undefined, { alerting }))).toEqual([])
  })
})

describe('watchdog-leaves-the-cluster', () => {
  const find = (routes: readonly object[], ruleFile = rules, others: object = {}) =>
    problems(
      watchdogLeavesTheCluster,
      stack({ route: { receiver: 'people', routes }, receivers }, {}, ruleFile),
      others,
    )
  const noRoute = ["no dead man's switch: no route sends the alert Watchdog to a receiver of its own."]

  it.each<[string, readonly object[], string]>([
    ['no route', [], noRoute[0]!],
    ['a route to a receiver without an integration', [{ ...watchdog, receiver: 'nobody' }], noRoute[0]!],
    [
      'an interval that is inherited',
      [{ receiver: 'heartbeat', matchers: ['alertname="Watchdog"'] }],
      "the dead man's switch is slow: Watchdog is sent less than once an hour.",
    ],
    [
      'a receiver of other alerts',
      [{ ...watchdog, receiver: 'people' }],
      'Watchdog is sent to people, which also gets other alerts: people get a message every few minutes.',
    ],
  ])('finds %s', (_, routes, message) => expect(find(routes)).toEqual([message]))

  it('finds that there is no alert Watchdog', () =>
    expect(find([watchdog], 'groups: []')).toEqual(["no dead man's switch: there is no alert Watchdog."]))

  it.each<[string, object]>([
    ['a matcher', watchdog],
    ['a matcher with spaces', { ...watchdog, matchers: [' alertname = Watchdog '] }],
    ['match', { ...watchdog, matchers: undefined, match: { alertname: 'Watchdog' } }],
  ])('accepts a route with %s', (_, route) => expect(find([route])).toEqual([]))

  it('accepts a laptop', () => expect(find([], rules, { isLaptop: true })).toEqual([]))
})
