import type { MappingReader, PrometheusSettings, RuleSettings } from '@thanos-gitops/manifest'
import { SettingWriter } from '../alerting/setting-writer.ts'
import { ownReceivers, readRemoteWrite } from './read-remote-write.ts'

const keys = ['remoteWrite'] as const

/** Reads `rule`. Undefined without the setting. */
export function readRule(fields: MappingReader<'rule' | 'components'>): RuleSettings | undefined {
  const rule = fields.mapping('rule', keys)
  if (rule === undefined) return undefined
  const components = fields.list('components')
  if (!components.includes('thanos-rule'))
    fields.keyProblem(
      'rule',
      'The environment has no ruler.',
      'Add thanos-rule to components, or remove rule.',
      fields.context.codes.invalid,
    )
  const writer = new SettingWriter()
  return { values: readRemoteWrite(rule, components, writer), paths: writer.paths }
}

/** Reads `prometheus`. Undefined without the setting. */
export function readPrometheus(fields: MappingReader<'prometheus' | 'components'>): PrometheusSettings | undefined {
  const prometheus = fields.mapping('prometheus', keys)
  if (prometheus === undefined) return undefined
  const writer = new SettingWriter()
  if (prometheus.value('remoteWrite') === ownReceivers) {
    prometheus.problem(
      ['remoteWrite'],
      'The query reads the samples of Prometheus from its sidecar. With those of the receivers, it would have each series twice.',
      'Write the address of receivers that another query reads: remoteWrite: {url: https://…}',
    )
    return undefined
  }
  return { values: readRemoteWrite(prometheus, fields.list('components'), writer), paths: writer.paths }
}
