import { discardingReceiver, receiverSecret } from '@thanos-gitops/manifest'
import {
  elementOf,
  type Fields,
  fieldsOf,
  globalFields,
  inhibitRuleFields,
  isScalar,
  receiverKinds,
  routeFields,
  sharedFields,
} from '../alerting/receiver-fields.ts'
import { closed, type JsonSchema } from './json-schema.ts'
import { secretsSchema } from './secrets-schema.ts'

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` })
const listOf = (items: JsonSchema, description?: string): JsonSchema => ({
  type: 'array',
  items,
  ...(description === undefined ? {} : { description }),
})

/** `alerting`, and what it refers to. */
export function alertingDefinitions(): Readonly<Record<string, JsonSchema>> {
  return {
    alerting: closed(alertingProperties, ['receivers']),
    receiver: closed(
      {
        name: { type: 'string' },
        labels: { type: 'object' },
        ...Object.fromEntries([...receiverKinds.keys()].map((kind) => [kind, listOf(ref(kind))])),
      },
      ['name'],
    ),
    route: closed({
      ...propertiesOf(routeFields),
      receiver: { type: 'string', description: `The name of a receiver, or ${discardingReceiver}.` },
      severity: label('severity'),
      team: label('team'),
      cluster: label('cluster, which is the cluster of an environment'),
      routes: listOf(ref('route')),
    }),
    secret: closed(
      {
        key: { type: 'string', description: 'A key of the Secret.' },
        secret: { type: 'string', description: `The name of the Secret. Default: that of alerting.secrets.` },
      },
      ['key'],
    ),
    ...Object.fromEntries([...receiverKinds].map(([kind, fields]) => [kind, closed(propertiesOf(fields))])),
    ...Object.fromEntries(Object.entries(sharedFields).map(([name, type]) => [name, schemaOf(type)])),
  }
}

const label = (name: string): JsonSchema => ({
  description: `The value of the label ${name}, or a list of values.`,
  anyOf: [{ type: 'string' }, listOf({ type: 'string' })],
})

const scalar: JsonSchema = { type: ['string', 'number', 'boolean'] }
const duration: JsonSchema = { type: 'string', description: 'A duration: 30s, 5m, 4h.' }

const alertingProperties: Readonly<Record<string, JsonSchema>> = {
  receivers: listOf(ref('receiver'), 'Who is notified: names with integrations, as in Alertmanager.'),
  receiver: { type: 'string', description: 'Gets the alerts that no route takes. Default: the first receiver.' },
  routes: listOf(ref('route'), 'The first route that matches an alert takes it.'),
  deadMansSwitch: { type: 'string', description: 'The receiver of Watchdog alone, outside the cluster.' },
  secrets: secretsSchema(`Where the credentials come from. Default: the Secret ${receiverSecret} exists.`),
  global: { ...closed(propertiesOf(globalFields)), description: 'Defaults of all receivers.' },
  group_by: listOf({ type: 'string' }),
  group_wait: duration,
  group_interval: duration,
  repeat_interval: duration,
  inhibit_rules: listOf(closed(propertiesOf(inhibitRuleFields))),
  time_intervals: listOf({ type: 'object' }),
}

/** The fields of a mapping. The names of files are left out: a reference stands for them. */
function propertiesOf(fields: Fields): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [
      name,
      isScalar(type) && (name.endsWith('_file') || Object.hasOwn(fields, `${name}_file`))
        ? { anyOf: [ref('secret'), scalar] }
        : schemaOf(type),
    ]),
  )
}

function schemaOf(type: unknown): JsonSchema {
  if (typeof type === 'string' && type.startsWith('@')) return ref(type.slice(1))
  const fields = fieldsOf(type)
  if (fields !== undefined) return closed(propertiesOf(fields))
  const element = elementOf(type)
  if (element !== undefined) return listOf(schemaOf(element))
  if (type === 'bool') return { type: 'boolean' }
  if (type === '[]string') return listOf(scalar)
  return isScalar(type) ? scalar : {}
}
