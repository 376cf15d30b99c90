import { expect, it } from 'vitest'
import { messagesOf } from '../thanos/fixture.ts'
import { ruleLabelsDifferFromExternalLabels } from './rule-labels-differ-from-external-labels.ts'

const messages = (labels: string): string[] =>
  messagesOf(ruleLabelsDifferFromExternalLabels, [['for: 5m', `for: 5m\n            labels: ${labels}`]])

it('finds a label that is also an external label of Prometheus', () => {
  expect(messages('{severity: critical, cluster: two}')).toEqual([
    'ConfigMap/prometheus: alert ThanosCompactHalted sets the label cluster, which is also an external label.',
  ])
})

it('accepts other labels', () => expect(messages('{severity: critical, team: storage}')).toEqual([]))
