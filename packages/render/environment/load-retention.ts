import {
  type BlockRetention,
  type Environment,
  isObject,
  type MappingReader,
  type Resolution,
  resolutions,
  shownValue,
  type YamlPath,
} from '@thanos-gitops/manifest'
import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import { defaultRetention } from './default-retention.ts'

/** The form of a duration of Prometheus, for editors. `parsePrometheusDuration` decides. */
export const durationPattern = /^(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/

const units = 'Write whole numbers with the units y (365 days), w, d, h, m or s, from the largest to the smallest.'
const forever = '0d keeps blocks indefinitely.'

/**
 * Reads `retention`: one duration for all resolutions, or a mapping with one for each. Without it, an environment keeps the
 * default of its object storage.
 */
export function readRetention(
  fields: MappingReader<'retention'>,
  objectStorage: Environment['objectStorage'],
): BlockRetention {
  const byDefault = defaultRetention(objectStorage)
  return fields.value('retention') === undefined ? byDefault : readTimes(fields, 'retention', byDefault)
}

/**
 * Reads one duration for all resolutions, or a mapping with one for each.
 *
 * @param byDefault the result for an invalid value, which is reported
 */
export function readTimes<Key extends string>(
  fields: MappingReader<Key>,
  key: Key,
  byDefault: BlockRetention,
): BlockRetention {
  const value = fields.value(key)
  if (!isObject(value)) {
    const time = readDuration(fields, [key], value)
    return time === undefined ? byDefault : { raw: time, '5m': time, '1h': time }
  }
  const mapping = fields.mapping(key, resolutions)
  const times = resolutions.map((resolution): readonly [Resolution, string] => {
    const time = mapping?.value(resolution)
    if (mapping !== undefined && time === undefined)
      mapping.problem(
        [],
        `${key} has no ${resolution}.`,
        `Add ${resolution}, for example ${resolution}: 30d. ${forever}`,
      )
    const read = mapping === undefined || time === undefined ? undefined : readDuration(mapping, [resolution], time)
    return [resolution, read ?? byDefault[resolution]]
  })
  return Object.fromEntries(times) as Record<Resolution, string>
}

function readDuration(fields: MappingReader<string>, at: YamlPath, value: unknown): string | undefined {
  if (typeof value === 'string' && parsePrometheusDuration(value) !== undefined) return value
  const name = at.join('.')
  fields.problem(at, `${name} must be a duration such as 30d, not ${shownValue(value)}.`, remedyOf(name, value))
  return undefined
}

function remedyOf(name: string, value: unknown): string {
  if (value === 0 || value === null || /^(?:forever|keep|never|none|off)$/i.test(String(value)))
    return `To keep blocks indefinitely, write ${name}: 0d`
  if (typeof value === 'number' && Number.isInteger(value) && value > 0)
    return `Write it with a unit, for example ${name}: ${value}d`
  const compact = String(value).replaceAll(/\s+/g, '').toLowerCase()
  const corrected = compact
    .replace(/days?$/, 'd')
    .replace(/weeks?$/, 'w')
    .replace(/years?$/, 'y')
    .replace(/hours?$/, 'h')
  if (compact !== '' && typeof value === 'string' && parsePrometheusDuration(corrected) !== undefined)
    return `Write ${name}: ${corrected}`
  return `${units} ${forever}`
}
