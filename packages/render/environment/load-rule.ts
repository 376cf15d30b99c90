import type { MappingReader, RuleSettings } from '@thanos-gitops/manifest'
import { SettingWriter } from '../alerting/setting-writer.ts'
import { readShards } from './load-shards.ts'
import { readRemoteWrite } from './read-remote-write.ts'

const keys = ['remoteWrite', 'shards'] as const

/** Reads `rule`: where the ruler sends its series, and its shards. Undefined without the setting. */
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
  const values = readRemoteWrite(rule, components, writer)
  const shards = readShards(rule, ['hash'])
  return { values, paths: writer.paths, ...(shards === undefined ? {} : { shards }) }
}
