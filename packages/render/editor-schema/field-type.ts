import type { Schema } from '@thanos-gitops/schemas'
import type { SchemaSource } from './schema-source.ts'

const bytes = 'A quantity of bytes: 512Mi, 20Gi (powers of 1024) or 20G (a power of 1000).'

/** What quantities measure, by the name of their field. */
const measures: Readonly<Record<string, string>> = {
  cpu: 'A quantity of CPU in cores: 500m is half a core, 2 is two cores.',
  memory: bytes,
  storage: bytes,
  'ephemeral-storage': bytes,
  sizeLimit: bytes,
}

/** The names of the keys of a mapping of resources to quantities, which the documents of Kubernetes do not list. */
export const resourceNames: readonly string[] = ['cpu', 'memory', 'storage', 'ephemeral-storage']

/** A regular expression for the names of other resources in a path: huge pages, and those of devices, which have a domain. */
export const otherResources = '(?:hugepages-[^/]+|[^/]+~1[^/]+)'

/** Whether a schema is a mapping of resources to quantities. */
export function hasResourceNames({ properties, additionalProperties }: Schema, source: SchemaSource): boolean {
  return (
    properties === undefined &&
    additionalProperties instanceof Object &&
    source.resolved(additionalProperties).format === 'quantity'
  )
}

/**
 * The type and the unit of a field, as a sentence.
 *
 * @param schema without `$ref`
 */
export function fieldType(schema: Schema, field: string): string {
  const { format, type, enum: choices } = schema
  if (choices !== undefined) return `One of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}.`
  switch (format) {
    case 'quantity':
      return measures[field] ?? 'A quantity: 500m, 2, 20Gi.'
    case 'int-or-string':
      return /port/i.test(field) ? 'The number or the name of a port.' : 'An integer, or a string such as 25%.'
    case 'byte':
      return 'Base64.'
    case 'date-time':
      return 'A time such as 2006-01-02T15:04:05Z.'
  }
  switch ([type ?? []].flat().find((one) => one !== 'null')) {
    case 'integer':
      return `${/port$/i.test(field) ? 'The number of a port' : `An integer${bounds(schema)}`}${unit(field)}.`
    case 'number':
      return `A number${bounds(schema)}${unit(field)}.`
    case 'boolean':
      return 'true or false.'
    case 'string':
      return 'A string.'
    case 'array':
      return 'A list.'
    case 'object':
      return 'A mapping.'
    default:
      return 'Any value.'
  }
}

const unit = (field: string): string =>
  /Seconds$/.test(field)
    ? ', in seconds'
    : /Minutes$/.test(field)
      ? ', in minutes'
      : /Mode$/.test(field)
        ? ', often written in octal'
        : ''

const largest = 2 ** 31 - 1

/** Those that Kubernetes sets, and not those of a 32-bit integer. */
function bounds({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const from = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1)
  const least = from !== undefined && from > -largest ? ` from ${from}` : ''
  const most = maximum !== undefined && maximum < largest ? ` up to ${maximum}` : ''
  return `${least}${most}`
}
