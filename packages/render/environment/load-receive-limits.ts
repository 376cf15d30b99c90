import { isObject, type MappingReader, type ReceiveField } from '@thanos-gitops/manifest'
import type { SettingWriter } from '../alerting/setting-writer.ts'
import { receiveFormats } from './receive-formats.ts'
import { readWholeNumber } from './whole-number.ts'

/** The keys of the limits of a tenant, and of a request: the section `write` of Thanos' limits file. */
export const tenantLimits = ['head_series_limit', 'request'] as const
export const requestLimits = ['size_bytes_limit', 'series_limit', 'samples_limit'] as const

const most = Number.MAX_SAFE_INTEGER

/**
 * Reads `receive.limits`: the section `write` of Thanos' limits file, without the query that counts series, which the base
 * adds where `headSeriesLimits` exists.
 */
export function readReceiveLimits(
  receive: MappingReader<'limits'>,
  writer: SettingWriter,
): Partial<Record<ReceiveField, unknown>> {
  const limits = receive.mapping('limits', ['global', 'default', 'tenants'])
  if (limits === undefined) return {}
  const all = limits.mapping('global', ['max_concurrency'])
  const concurrency = all && readWholeNumber(all, 'max_concurrency', { from: 1, to: 100_000, example: 30 })
  const readers = [limits.mapping('default', tenantLimits), ...readTenants(limits)]
  for (const reader of readers) if (reader) readTenant(reader)
  if (!limits.isValid) return {}
  const at = (...path: readonly string[]) => [...limits.context.path, ...path]
  const copied = (['default', 'tenants'] as const).flatMap((key) =>
    limits.has(key)
      ? [[`limits.${key}`, writer.copy(limits.value(key), { path: at(key), steps: [`limits.${key}`] })]]
      : [],
  )
  const hasSeriesLimit = readers.some((reader) => Number(reader?.value('head_series_limit') ?? 0) > 0)
  return {
    limits: 'true',
    ...(concurrency === undefined
      ? {}
      : {
          'limits.maxConcurrency': writer.write(concurrency, {
            path: at('global', 'max_concurrency'),
            steps: ['limits.maxConcurrency'],
          }),
        }),
    ...Object.fromEntries(copied),
    ...(hasSeriesLimit ? { headSeriesLimits: 'true' } : {}),
  }
}

function readTenants(
  limits: MappingReader<'global' | 'default' | 'tenants'>,
): readonly (MappingReader<(typeof tenantLimits)[number]> | undefined)[] {
  const value = limits.value('tenants')
  const names = isObject(value) ? Object.keys(value) : []
  const tenants = limits.mapping('tenants', names)
  return names.map((name) => {
    if (!receiveFormats.tenant.pattern.test(name))
      tenants?.keyProblem(
        name,
        `A key of tenants must be ${receiveFormats.tenant.description}.`,
        `Write for example ${receiveFormats.tenant.example}: {head_series_limit: 1000000}`,
        limits.context.codes.invalid,
      )
    return tenants?.mapping(name, tenantLimits)
  })
}

function readTenant(tenant: MappingReader<(typeof tenantLimits)[number]>): void {
  readWholeNumber(tenant, 'head_series_limit', { from: 0, to: most, example: 1_000_000 })
  const request = tenant.mapping('request', requestLimits)
  for (const limit of requestLimits)
    if (request) readWholeNumber(request, limit, { from: 0, to: most, example: 10_000 })
}
