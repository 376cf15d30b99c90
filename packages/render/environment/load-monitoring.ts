import {
  defaultMonitoring,
  dnsLabel,
  isObject,
  type MappingReader,
  type MonitoringField,
  type MonitoringSettings,
  shownValue,
} from '@thanos-gitops/manifest'
import { SettingWriter } from '../alerting/setting-writer.ts'

const keys = ['labels', 'namespace', 'rules'] as const

const labelKey = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/
const labelValue = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/

/** Reads `monitoring`: how the Prometheus of an operator finds the objects of operator-monitors. Undefined without the setting. */
export function readMonitoring(fields: MappingReader<'monitoring' | 'components'>): MonitoringSettings | undefined {
  const monitoring = fields.mapping('monitoring', keys)
  if (monitoring === undefined) return undefined
  if (!fields.list('components').includes('operator-monitors'))
    fields.keyProblem(
      'monitoring',
      'The environment has no objects of prometheus-operator.',
      'Add operator-monitors to components, or remove monitoring.',
      fields.context.codes.invalid,
    )
  const writer = new SettingWriter()
  const at = (key: MonitoringField) => ({ path: [...monitoring.context.path, key], steps: [key] })
  const namespace = monitoring.string('namespace', { ...dnsLabel, example: 'monitoring' })
  const hasRules = monitoring.boolean('rules')
  const values: Partial<Record<MonitoringField, unknown>> = {
    ...defaultMonitoring.values,
    ...(namespace === undefined ? {} : { namespace: writer.write(namespace, at('namespace')) }),
    ...(hasRules ? { rules: writer.write('true', at('rules')) } : {}),
    ...(monitoring.has('labels') ? { labels: writer.copy(readLabels(monitoring), at('labels')) } : {}),
  }
  return { values, paths: writer.paths }
}

function readLabels(monitoring: MappingReader<(typeof keys)[number]>): unknown {
  const labels = monitoring.value('labels')
  const remedy = 'Write for example labels: {release: kube-prometheus-stack}'
  if (!isObject(labels)) {
    monitoring.problem(['labels'], `labels must be a mapping, not ${shownValue(labels)}.`, remedy)
    return {}
  }
  for (const [key, value] of Object.entries(labels))
    if (!labelKey.test(key) || typeof value !== 'string' || !labelValue.test(value))
      monitoring.problem(
        ['labels', key],
        `labels must have names and values of Kubernetes labels, not ${key}: ${shownValue(value)}.`,
        remedy,
      )
    else if (key.startsWith('app.kubernetes.io/'))
      monitoring.problem(['labels', key], `The stack sets the label ${key}.`, 'Remove it, or select by another label.')
  return labels
}
