// What survives when nodes are missing: alerting before ingestion, and both before queries. The compactor and the copy of
// the bucket have no class, because their work can wait for days.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IPriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass'
import { onlyWith } from '../component-names.ts'
import { labelsOf } from '../labels.ts'

const name = 'priority-classes'
const labels = labelsOf(name, 'scheduling')
// The pods of any wave need them.
const annotations = inWave('claims')
// The names of cluster-wide objects contain the namespace, so that two stacks in one cluster do not overwrite each
// other's objects.
const prefix = setting('namespace')

/** Above applications, whose priority is 0 by default, and far below those of Kubernetes, which begin at two billion. */
const alerting = {
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: `${prefix}-alerting`, labels, annotations },
  value: 1_000_000,
  preemptionPolicy: 'PreemptLowerPriority',
  description: 'What evaluates and delivers alerts, and the metrics about the cluster.',
} satisfies IPriorityClass

/** Senders try again for about two hours. Then samples are lost. */
const ingestion = onlyWith('thanos-receive', {
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: `${prefix}-ingestion`, labels, annotations },
  value: 900_000,
  preemptionPolicy: 'PreemptLowerPriority',
  description: 'What receives samples of other clusters.',
} satisfies IPriorityClass)

/** Dashboards wait: queries are scheduled before applications, but evict none of them. */
const queries = {
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: `${prefix}-queries`, labels, annotations },
  value: 100_000,
  preemptionPolicy: 'Never',
  description: 'What answers queries: the query, its frontend, store gateways.',
} satisfies IPriorityClass

/** The values of `priorityClassName`. */
export const alertingPriority = onlyWith(name, alerting.metadata.name)
export const ingestionPriority = onlyWith(name, ingestion.metadata.name)
export const queriesPriority = onlyWith(name, queries.metadata.name)

export default defineComponent(name, [alerting, ingestion, queries])
