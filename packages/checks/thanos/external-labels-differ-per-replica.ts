import { compareVersions, type Program, usesOf } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import {
  configurationOf,
  externalLabels,
  isPerPod,
  type PrometheusConfiguration,
  variablesOf,
  withSidecar,
} from './prometheus.ts'
import { inDocument } from './stack.ts'

export const externalLabelsDifferPerReplica: Check = {
  name: 'external-labels-differ-per-replica',
  id: 'TH009',
  severity: 'error',
  why: 'Without external labels a sidecar does not start. Replicas and clusters with equal labels upload overlapping blocks, and the compactor halts.',
  remedy:
    'Set external_labels with the cluster’s name and a label such as prometheus_replica: ${POD_NAME}, with POD_NAME from the pod’s name.',
  source:
    'https://thanos.io/tip/thanos/storage.md/#external-labels, https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/sidecar.go',
  *run(context) {
    for (const { prometheus } of withSidecar(context)) {
      const configuration = configurationOf(context, prometheus)
      if (!configuration || configuration.document.value === undefined) continue
      const labels = Object.entries(externalLabels(configuration))
      const place = inDocument(configuration.document, 'global', 'external_labels')
      if (labels.length === 0) {
        yield { ...place, message: 'Prometheus has no external labels, and its sidecar ends.' }
        continue
      }
      for (const [name, value] of labels)
        for (const problem of problemsOf(prometheus, configuration, String(value)))
          yield { ...inDocument(configuration.document, 'global', 'external_labels', name), message: problem }
      const variables = labels.map(([, value]) => variablesOf(String(value)))
      const container = configuration.filledInBy ?? prometheus.container
      const telling = variables.filter((names) =>
        names.some(({ name }) => isPerPod(container, name) || !container.environment.some((one) => one.name === name)),
      )
      const { replicas = 1 } = prometheus.container.workload
      if (replicas > 1 && telling.length === 0)
        yield { ...place, message: `${replicas} replicas of Prometheus have the same external labels.` }
      if (labels.length === telling.length)
        yield { ...place, message: 'no external label tells this cluster from others.', severity: 'warning' }
    }
  },
}

function* problemsOf(prometheus: Program, { filledInBy }: PrometheusConfiguration, value: string): Iterable<string> {
  for (const { name, form } of variablesOf(value)) {
    const container = form === '$()' ? filledInBy : prometheus.container
    if (container === undefined) {
      yield `nothing fills in $(${name}): Prometheus writes it \${${name}}, and a sidecar does it with --reloader.config-envsubst-file.`
      continue
    }
    if (
      name !== 'HOSTNAME' &&
      !container.environment.some((one) => one.name === name) &&
      container.environmentFrom.length === 0
    )
      yield `the container ${container.name} has no variable ${name}.`
    if (form === '${}' && compareVersions(prometheus.version ?? '3.0.0', '3.0.0') < 0 && !expands(prometheus))
      yield `Prometheus ${prometheus.version} does not fill in \${${name}} without --enable-feature=expand-external-labels.`
  }
}

const expands = (prometheus: Program): boolean =>
  usesOf(prometheus, 'enable-feature').some(({ value }) => value?.split(',').includes('expand-external-labels'))
