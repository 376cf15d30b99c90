import { type GrafanaSettings, grafanaSecret, grafanaSecretKeys, type MappingReader } from '@thanos-gitops/manifest'
import { readSecretValues } from './load-secret-values.ts'

const administrator = {
  secret: grafanaSecret,
  owner: 'Grafana',
  entry: 'grafana/production',
  keys: grafanaSecretKeys,
  program: 'Grafana',
} as const

/** Reads `grafana`: where the password of its administrator comes from. */
export function readGrafana(fields: MappingReader<'grafana' | 'components'>): GrafanaSettings | undefined {
  const grafana = fields.mapping('grafana', ['secrets'])
  if (grafana === undefined) return undefined
  if (!fields.list('components').includes('grafana'))
    fields.keyProblem(
      'grafana',
      'The environment has no Grafana whose password it could set.',
      'Add grafana to components, or remove grafana.',
      fields.context.codes.invalid,
    )
  if (!grafana.has('secrets')) grafana.missing('secrets', 'secrets: existing-secret')
  const { provider, values } = readSecretValues(grafana, administrator)
  return { secrets: provider, values }
}
