import { isObject } from '@thanos-gitops/manifest'
import catalogue from './receiver-fields.json' with { type: 'json' }

/** The fields of a mapping of Alertmanager's configuration, as `npm run generate:receivers` writes them. */
export type Fields = Readonly<Record<string, unknown>>

/** The mappings that several fields refer to, such as `http_config`. */
export const sharedFields: Fields = catalogue.shared

/** The fields of a mapping; undefined for a value of another type. */
export function fieldsOf(type: unknown): Fields | undefined {
  const found = typeof type === 'string' && type.startsWith('@') ? sharedFields[type.slice(1)] : type
  return isObject(found) ? found : undefined
}

/** The type of the elements of a list; undefined for a value of another type. */
export const elementOf = (type: unknown): unknown => (Array.isArray(type) ? (type as readonly unknown[])[0] : undefined)

/** Whether a value is one string, number or boolean. */
export const isScalar = (type: unknown): boolean =>
  typeof type === 'string' &&
  !/^(?:@|map$|any$|string or mapping$|\[\])/.test(type) &&
  // Headers are a mapping by their name.
  type !== 'config.Header'

/** The kinds of receivers of Alertmanager, such as `slack_configs`, with the fields of one of its elements. */
export const receiverKinds: ReadonlyMap<string, Fields> = new Map(
  Object.entries(catalogue.receiver).flatMap(([name, type]) => {
    const fields = name.endsWith('_configs') ? fieldsOf(type) : undefined
    return fields === undefined ? [] : [[name, fields] as const]
  }),
)

export const globalFields: Fields = catalogue.global
export const routeFields: Fields = catalogue.route
export const inhibitRuleFields: Fields = catalogue.inhibit_rule

/** The fields of a mapping whose value a file can contain: `api_url`, which has `api_url_file`. */
export const fieldsWithFile = (fields: Fields): readonly string[] =>
  Object.keys(fields).filter((name) => Object.hasOwn(fields, `${name}_file`))
