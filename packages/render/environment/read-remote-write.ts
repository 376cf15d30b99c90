import { isObject, type MappingReader, type StringFormat, shownValue, type YamlPath } from '@thanos-gitops/manifest'
import type { SettingWriter } from '../alerting/setting-writer.ts'

export const remoteWriteKeys = ['url', 'headers', 'queue_config'] as const

/** The receivers of the environment. */
export const ownReceivers = 'receive'

// No credentials in the address, and no `$`, which Kubernetes or Thanos would replace.
export const remoteWriteUrl: StringFormat = {
  pattern: /^https?:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?(\/[\w.~%+/-]*)?$/,
  description: 'the address of a remote write receiver, without credentials',
  example: 'https://receive.example.com/api/v1/receive',
  isSecret: true,
}

/** What base objects use of `remoteWrite`, whose fields are the same for the ruler and Prometheus. */
type Values = Readonly<
  Partial<Record<'remoteWrite' | 'remoteWrite.receive' | 'remoteWrite.entries' | 'remoteWrite.port', unknown>>
>

/**
 * Reads `remoteWrite`: `receive` for the receivers of the environment, or a mapping with the `url` of others. Empty without it.
 *
 * @param components those of the environment
 */
export function readRemoteWrite<Key extends string>(
  fields: MappingReader<Key | 'remoteWrite'>,
  components: readonly unknown[],
  writer: SettingWriter,
): Values {
  const value = fields.value('remoteWrite')
  if (value === undefined) return {}
  const path: YamlPath = [...fields.context.path, 'remoteWrite']
  const at = (field: string) => ({ path, steps: [field] })
  writer.write(undefined, at('remoteWrite'))
  if (value === ownReceivers) {
    if (!components.includes('thanos-receive'))
      fields.problem(
        ['remoteWrite'],
        'The environment has no receivers.',
        'Add thanos-receive to components, or write remoteWrite: {url: https://…} for other receivers.',
      )
    writer.write(undefined, at('remoteWrite.receive'))
    return { remoteWrite: 'true', 'remoteWrite.receive': 'true' }
  }
  if (!isObject(value)) {
    fields.problem(
      ['remoteWrite'],
      `remoteWrite must be ${ownReceivers}, or a mapping with a url, not ${shownValue(value)}.`,
      `Write remoteWrite: ${ownReceivers}, or for example remoteWrite: {url: ${remoteWriteUrl.example}}`,
    )
    return {}
  }
  const entry = fields.mapping('remoteWrite', remoteWriteKeys)!
  const url = entry.requiredString('url', remoteWriteUrl)
  const headers = entry.value('headers')
  if (headers !== undefined && (!isObject(headers) || Object.values(headers).some((one) => typeof one !== 'string')))
    entry.problem(
      ['headers'],
      'headers must be a mapping of strings.',
      'Write for example headers: {X-Scope-OrgID: team-a}',
    )
  if (entry.has('queue_config') && !isObject(entry.value('queue_config')))
    entry.problem(
      ['queue_config'],
      `queue_config must be a mapping, not ${shownValue(entry.value('queue_config'))}.`,
      'Write for example queue_config: {max_shards: 50}',
    )
  return {
    remoteWrite: 'true',
    'remoteWrite.entries': writer.write(
      [writer.copy(value, { path, steps: ['remoteWrite.entries', '0'] })],
      at('remoteWrite.entries'),
    ),
    'remoteWrite.port': writer.write(portOf(url), { path: [...path, 'url'], steps: ['remoteWrite.port'] }),
  }
}

const portOf = (url: string): number =>
  Number(/^https?:\/\/[^/]*:(\d+)/.exec(url)?.[1] ?? (url.startsWith('http://') ? 80 : 443))
