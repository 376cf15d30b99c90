import { type CompactSettings, isObject, type MappingReader, shownValue, tenantShards } from '@thanos-gitops/manifest'
import { readTimes } from './load-retention.ts'
import { receiveFormats } from './receive-formats.ts'

/** More is a typing error: each tenant has a pod and a volume of its own. */
const mostTenants = 100

const example = 'tenants: {team-a: 30d}'

/** Of a tenant with an invalid retention, which is reported. */
const forever = { raw: '0d', '5m': '0d', '1h': '0d' }

/** Reads `compact.tenants`: how long the blocks of each tenant are kept. Each gets a compactor, and all other blocks have one. */
export function readCompactTenants(compact: MappingReader<'shards' | 'tenants'>): CompactSettings {
  const value = compact.value('tenants')
  if (value === undefined) return {}
  if (!isObject(value)) {
    compact.problem(['tenants'], `tenants must be a mapping, not ${shownValue(value)}.`, `Write for example ${example}`)
    return {}
  }
  const names = Object.keys(value)
  const tenants = compact.mapping('tenants', names)
  if (tenants === undefined) return {}
  if (compact.has('shards'))
    compact.keyProblem(
      'tenants',
      'The compactor is divided by shards or by tenants, not by both.',
      'Remove one of them. With tenants, one compactor works on the blocks of all other tenants.',
    )
  if (names.length === 0 || names.length > mostTenants)
    compact.problem(
      ['tenants'],
      `tenants must have 1 to ${mostTenants} tenants, not ${names.length}.`,
      names.length === 0 ? `Write for example ${example}, or remove it.` : 'Remove tenants.',
    )
  for (const name of names.filter((one) => !receiveFormats.tenant.pattern.test(one)))
    tenants.keyProblem(
      name,
      `A key of tenants must be ${receiveFormats.tenant.description}.`,
      `Write for example ${receiveFormats.tenant.example}: 30d`,
      compact.context.codes.invalid,
    )
  const times = Object.fromEntries(names.map((name) => [name, readTimes(tenants, name, forever)]))
  return compact.isValid ? { shards: tenantShards(times), tenants: times } : {}
}
