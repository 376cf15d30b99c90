import { expect, it } from 'vitest'
import { alertsHaveASeverity } from './alerts-have-a-severity.ts'
import { messagesIn, type RuleFields, ruleFile } from './testing.ts'

const alert = (severity?: string, expr = 'up == 0'): RuleFields => ({
  alert: 'Test',
  expr,
  ...(severity === undefined ? {} : { labels: { severity } }),
})

const alertmanager = (receiver: string, routes: string): string => `
apiVersion: v1
kind: Secret
metadata: {name: alertmanager, namespace: monitoring}
stringData:
  alertmanager.yaml: |
    route:
      receiver: default
      routes: ${routes}
    receivers:
      - ${receiver}
`
const integrated = '{name: default, webhook_configs: [{url: "http://a"}]}'
const routes = '[{receiver: default, matchers: [\'severity=~"page|ticket"\']}]'

it('finds an alert without a severity next to alerts with one', () => {
  expect(messagesIn(alertsHaveASeverity, ruleFile([alert(), alert('critical')]))).toEqual([
    'alert Test has no label severity.',
  ])
})

it('finds an alert without a severity if a route expects one', () => {
  expect(messagesIn(alertsHaveASeverity, ruleFile([alert()]), alertmanager(integrated, routes))).toEqual([
    'alert Test has no label severity.',
  ])
})

it.each([
  ['critcal', 'alert Test has the severity critcal.'],
  ['Warning', 'alert Test has the severity Warning.'],
])('finds the misspelled severity %s', (severity, message) => {
  expect(messagesIn(alertsHaveASeverity, ruleFile([alert(severity)]))).toEqual([message])
})

it('finds a severity that is similar to one of a route', () => {
  expect(messagesIn(alertsHaveASeverity, ruleFile([alert('pages')]), alertmanager(integrated, routes))).toEqual([
    'alert Test has the severity pages. No route of Alertmanager is for it.',
  ])
})

it('finds a severity that goes to a receiver without integrations', () => {
  expect(messagesIn(alertsHaveASeverity, ruleFile([alert('major')]), alertmanager('{name: default}', routes))).toEqual([
    'alert Test has the severity major. No route of Alertmanager is for it.',
  ])
})

it.each<[string, readonly string[]]>([
  ['no alert with a severity', [ruleFile([alert()])]],
  ['usual severities', [ruleFile([alert('critical'), alert('warning'), alert('info'), alert('none')])]],
  ['other severities', [ruleFile([alert('page'), alert('major')])]],
  ['severities of routes', [ruleFile([alert('page'), alert('ticket')]), alertmanager(integrated, routes)]],
  ['another severity and a default receiver', [ruleFile([alert('major')]), alertmanager(integrated, routes)]],
  ['a template', [ruleFile([alert('{{ $labels.severity }}')])]],
  ['a severity of the group', [ruleFile([alert()], { labels: { severity: 'critical' } })]],
  [
    'a severity that the query sets',
    [ruleFile([alert('critical'), alert(undefined, 'label_replace(up == 0, "severity", "a", "", "")')])],
  ],
])('accepts %s', (_, manifests) => {
  expect(messagesIn(alertsHaveASeverity, ...manifests)).toEqual([])
})
