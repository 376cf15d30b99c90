import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Container, compareVersions, type Program, usesOf } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { changedPlace } from '../engine/line-of.ts'
import { programsNamed } from './components.ts'
import { type OperatorPrometheus, operatorPrometheuses } from './operator-prometheus.ts'
import { inDocument } from './places.ts'
import {
  configurationOf,
  externalLabelsOf,
  isPerPod,
  type PrometheusConfiguration,
  sidecarPairs,
  variablesOf,
} from './prometheus.ts'

export const externalLabelsDifferPerReplica: Check = {
  name: 'external-labels-differ-per-replica',
  id: 'TH009',
  question: 'identities',
  severity: 'error',
  why: 'A sidecar does not start without external labels. Replicas and clusters with equal labels upload overlapping blocks, and the compactor halts.',
  remedy:
    'Set external_labels with the name of the cluster and a label such as prometheus_replica: ${POD_NAME}, with POD_NAME from metadata.name of the pod.',
  source:
    'https://thanos.io/tip/thanos/storage.md/#external-labels, https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/sidecar.go',
  *run(context) {
    const uploaders = new Set(sidecarPairs(context).map(({ prometheus }) => prometheus))
    for (const prometheus of programsNamed(context, 'prometheus')) {
      const configuration = configurationOf(context, prometheus)
      if (configuration?.document.value === undefined) continue
      if (uploaders.has(prometheus)) yield* labelProblems(prometheus, configuration)
      else yield* remoteWriteProblems(prometheus, configuration)
    }
    for (const prometheus of operatorPrometheuses(context)) yield* operatorProblems(prometheus)
  },
}

/** The operator adds the labels prometheus_replica and prometheus, unless their names are empty. */
function* operatorProblems({ object, spec, replicas }: OperatorPrometheus): Iterable<Problem> {
  const isRead = spec.thanos !== undefined || listOf(spec.remoteWrite).length > 0
  if (!isRead || replicas < 2 || spec.replicaExternalLabelName !== '') return
  yield {
    object,
    pointer: '/spec/replicaExternalLabelName',
    message: `the ${replicas} replicas of Prometheus have the same external labels, because the name of the replica label is empty.`,
    remedy: 'Remove replicaExternalLabelName: its default is prometheus_replica.',
  }
}

/** Without a sidecar, labels are necessary only for replicas that write the same series to one receiver. */
function* remoteWriteProblems(prometheus: Program, configuration: PrometheusConfiguration): Iterable<Problem> {
  const { document, filledInBy } = configuration
  const { replicas = 1 } = prometheus.container.workload
  const targets = listOf(mappingOf(document.value).remote_write).map(mappingOf)
  const isRelabelled = targets.some(({ write_relabel_configs: relabelling }) => relabelling !== undefined)
  const values = Object.values(externalLabelsOf(configuration)).map(String)
  const differs = values.some((value) => mayDifferPerPod(filledInBy ?? prometheus.container, value))
  if (replicas < 2 || targets.length === 0 || isRelabelled || differs) return
  yield {
    ...inDocument(document, 'global', 'external_labels'),
    message: `the ${replicas} replicas of Prometheus write the same series to one receiver, which refuses the samples of all but one.`,
  }
}

function* labelProblems(prometheus: Program, configuration: PrometheusConfiguration): Iterable<Problem> {
  const labels = Object.entries(externalLabelsOf(configuration)).map(([name, value]) => [name, String(value)] as const)
  const mapping = inDocument(configuration.document, 'global', 'external_labels')
  // The label that the last patch sets, if there is one: without that patch they differ.
  const changed = (): typeof mapping =>
    labels
      .map(([name]) => inDocument(configuration.document, 'global', 'external_labels', name))
      .reduce(changedPlace, mapping)
  if (labels.length === 0) {
    yield { ...mapping, message: 'Prometheus has no external labels, so its sidecar does not start.' }
    return
  }
  for (const [name, value] of labels)
    for (const message of variableProblems(prometheus, configuration, value))
      yield { ...inDocument(configuration.document, 'global', 'external_labels', name), message }
  const container = configuration.filledInBy ?? prometheus.container
  const replicaLabels = labels.filter(([, value]) => mayDifferPerPod(container, value))
  const { replicas = 1 } = prometheus.container.workload
  if (replicas > 1 && replicaLabels.length === 0)
    yield { ...changed(), message: `the ${replicas} replicas of Prometheus have the same external labels.` }
  if (labels.length === replicaLabels.length)
    yield { ...changed(), message: 'no external label identifies the cluster.', severity: 'warning' }
}

/** Whether a value contains a variable that differs per pod. A variable that the container lacks counts too. */
const mayDifferPerPod = (container: Container, value: string): boolean =>
  variablesOf(value).some(
    ({ name }) => isPerPod(container, name) || !container.environment.some((variable) => variable.name === name),
  )

function* variableProblems(
  prometheus: Program,
  { filledInBy }: PrometheusConfiguration,
  value: string,
): Iterable<string> {
  for (const { name, form } of variablesOf(value)) {
    const container = form === '$()' ? filledInBy : prometheus.container
    if (container === undefined) {
      yield `nothing replaces $(${name}): Prometheus replaces \${${name}}, and a sidecar replaces $(${name}) only with --reloader.config-envsubst-file.`
      continue
    }
    if (
      name !== 'HOSTNAME' &&
      !container.environment.some((variable) => variable.name === name) &&
      container.environmentFrom.length === 0
    )
      yield `container ${container.name} has no variable ${name}.`
    if (form === '${}' && compareVersions(prometheus.version ?? '3.0.0', '3.0.0') < 0 && !expandsLabels(prometheus))
      yield `Prometheus ${prometheus.version} does not replace \${${name}} without --enable-feature=expand-external-labels.`
  }
}

const expandsLabels = (prometheus: Program): boolean =>
  usesOf(prometheus, 'enable-feature').some(({ value }) => value?.split(',').includes('expand-external-labels'))
