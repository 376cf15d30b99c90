import {
  type Alerting,
  type AlertingField,
  discardingReceiver,
  type MappingReader,
  type StringFormat,
} from '@thanos-gitops/manifest'
import { readRoutes, requireReceiver } from './load-routes.ts'
import { reportMissingSecrets } from './missing-secrets.ts'
import { globalFields, receiverKinds } from './receiver-fields.ts'
import { copyFields, type ReferenceContext, type SecretReference } from './secret-references.ts'
import { readSecretSource, type SecretSource } from './secret-source.ts'
import { secretValues } from './secret-values.ts'
import { below, type Copied, SettingWriter } from './setting-writer.ts'
import { reportRefusals } from './verdict.ts'

/** Fields that Alertmanager reads as they are. */
const plainFields = [
  'group_by',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'inhibit_rules',
  'time_intervals',
] as const satisfies readonly AlertingField[]

export const alertingKeys = [
  'secrets',
  'receivers',
  'receiver',
  'routes',
  'deadMansSwitch',
  'global',
  ...plainFields,
] as const

type AlertingReader = MappingReader<(typeof alertingKeys)[number]>

const receiverName: StringFormat = {
  pattern: /^\S(.{0,98}\S)?$/,
  description: 'a name of at most 100 characters',
  example: 'on-call',
}

/**
 * Reads `alerting`: receivers and routes in the form of Alertmanager, in which a reference to a key of a Secret stands for each
 * value that Alertmanager reads from a file. Undefined without the setting; valid only where `fields.isValid` is.
 */
export function readAlerting(fields: MappingReader<'alerting'>): Alerting | undefined {
  const alerting: AlertingReader | undefined = fields.mapping('alerting', alertingKeys)
  if (alerting === undefined) return undefined
  const writer = new SettingWriter()
  const source = readSecretSource(alerting)
  const context = referenceContext(alerting, writer, source)
  const receivers = readReceivers(alerting, context)
  const values: Partial<Record<AlertingField, unknown>> = {
    ...readPlainFields(alerting, context),
    receivers: receivers.copied,
    ...readDestinations(alerting, writer, receivers.names),
  }
  Object.assign(values, secretValues(source, context.references, alerting, writer))
  const result = {
    values,
    paths: writer.paths,
    ...(context.references.length > 0 ? { secrets: source.provider } : {}),
  }
  if (alerting.isValid) reportRefusals(result, alerting)
  if (alerting.isValid)
    for (const receiver of receivers.readers) reportMissingSecrets(receiver, alerting.value('global'))
  return result
}

function referenceContext(alerting: AlertingReader, writer: SettingWriter, { secret }: SecretSource): ReferenceContext {
  const references: SecretReference[] = []
  const depth = alerting.context.path.length
  return {
    writer,
    secret,
    references,
    report: (path, message, remedy) => alerting.problem(path.slice(depth), message, remedy),
  }
}

const placeOf = (alerting: AlertingReader, key: string): Copied => ({
  path: [...alerting.context.path, key],
  steps: [key],
})

function readPlainFields(
  alerting: AlertingReader,
  context: ReferenceContext,
): Readonly<Partial<Record<AlertingField, unknown>>> {
  const plain = plainFields.flatMap((key) =>
    alerting.has(key) ? [[key, context.writer.copy(alerting.value(key), placeOf(alerting, key))]] : [],
  )
  const global = alerting.has('global')
    ? { global: copyFields(alerting.value('global'), globalFields, placeOf(alerting, 'global'), context) }
    : {}
  return { ...Object.fromEntries(plain), ...global }
}

interface Receivers {
  readonly readers: readonly ReceiverReader[]
  readonly names: readonly string[]
  readonly copied: readonly unknown[]
}

type ReceiverReader = MappingReader<string>

function readReceivers(alerting: AlertingReader, context: ReferenceContext): Receivers {
  const at = placeOf(alerting, 'receivers')
  if (!alerting.has('receivers')) alerting.missing('receivers', 'receivers: [{name: on-call, pagerduty_configs: […]}]')
  const names: string[] = []
  const readers = alerting.mappings('receivers', ['name', 'labels', ...receiverKinds.keys(), ...shortNames()], {
    subject: 'A receiver',
    remedy: 'Write its name and its integrations, for example slack_configs, as a list of mappings.',
  })
  const copied = readers.map((receiver, index) => readReceiver(receiver, below(at, index), names, context))
  return { readers, names, copied: context.writer.write(copied, at) }
}

/** `slack` instead of `slack_configs`, which gets a message of its own. */
const shortNames = (): readonly string[] => [...receiverKinds.keys()].map((kind) => kind.replace(/_configs$/, ''))

function readReceiver(receiver: ReceiverReader, at: Copied, names: string[], context: ReferenceContext): unknown {
  const name = receiver.requiredString('name', receiverName)
  if (names.includes(name)) receiver.problem(['name'], `There are two receivers ${name}.`, 'Rename one of the two.')
  if (name === discardingReceiver)
    receiver.problem(['name'], `${name} is the receiver of alerts that notify nobody.`, 'Choose another name.')
  names.push(name)
  for (const short of shortNames())
    if (receiver.has(short))
      receiver.keyProblem(short, `Unknown key ${short}.`, `Write ${short}_configs, with a list of mappings.`)
  const kinds = [...receiverKinds].filter(([kind]) => receiver.has(kind))
  if (receiver.isValid && kinds.every(([kind]) => receiver.list(kind).length === 0))
    receiver.problem(
      [],
      `The receiver ${name} notifies nobody: it has no integration.`,
      `Add one, for example slack_configs. Alerts that must notify nobody have a route with receiver: ${discardingReceiver}.`,
    )
  const copied: Record<string, unknown> = { name: context.writer.write(name, below(at, 'name')) }
  if (receiver.has('labels')) copied.labels = context.writer.copy(receiver.value('labels'), below(at, 'labels'))
  for (const [kind, fields] of kinds) {
    const list = below(at, kind)
    const integrations = receiver.list(kind).map((one, index) => copyFields(one, fields, below(list, index), context))
    copied[kind] = context.writer.write(integrations, list)
  }
  return context.writer.write(copied, at)
}

/** Where alerts go: the routes, the receiver of all others, and that of Watchdog. */
function readDestinations(
  alerting: AlertingReader,
  writer: SettingWriter,
  receivers: readonly string[],
): Readonly<Partial<Record<AlertingField, unknown>>> {
  const reached = new Set<string>()
  const routes = readRoutes(alerting, placeOf(alerting, 'routes'), { writer, receivers, reached })
  const deadMansSwitch = readDeadMansSwitch(alerting, receivers, reached)
  const receiver = readDefaultReceiver(alerting, receivers, deadMansSwitch, reached)
  for (const [index, name] of receivers.entries())
    if (name !== '' && !reached.has(name) && name !== deadMansSwitch)
      alerting.problem(
        ['receivers', index, 'name'],
        `No alert reaches the receiver ${name}: no route leads to it.`,
        `Add a route, for example routes: [{receiver: ${name}, severity: critical}], or remove the receiver.`,
      )
  writer.write(receiver, {
    path: alerting.has('receiver') ? placeOf(alerting, 'receiver').path : placeOf(alerting, 'receivers').path,
    steps: ['receiver'],
  })
  writer.write(deadMansSwitch, placeOf(alerting, 'deadMansSwitch'))
  return { receiver, routes, ...(deadMansSwitch === undefined ? {} : { deadMansSwitch }) }
}

function readDeadMansSwitch(
  alerting: AlertingReader,
  receivers: readonly string[],
  reached: ReadonlySet<string>,
): string | undefined {
  if (!alerting.has('deadMansSwitch')) return undefined
  requireReceiver(alerting, 'deadMansSwitch', { receivers, reached: new Set() })
  const name = String(alerting.value('deadMansSwitch'))
  if (reached.has(name) || alerting.value('receiver') === name)
    alerting.problem(
      ['deadMansSwitch'],
      `${name} also receives other alerts, and gets Watchdog every few minutes.`,
      'Add a receiver for Watchdog alone: a service that notifies you when it gets no message.',
    )
  return name
}

/** The receiver of the alerts that no route takes. Default: the first one. */
function readDefaultReceiver(
  alerting: AlertingReader,
  receivers: readonly string[],
  deadMansSwitch: string | undefined,
  reached: Set<string>,
): string {
  if (alerting.has('receiver')) {
    requireReceiver(alerting, 'receiver', { receivers, reached })
    return String(alerting.value('receiver'))
  }
  const first = receivers.find((name) => name !== deadMansSwitch)
  if (first === undefined && receivers.length > 0)
    alerting.problem(
      ['receivers'],
      "The only receiver is the dead man's switch, so that alerts notify nobody.",
      'Add a receiver for alerts.',
    )
  reached.add(first ?? discardingReceiver)
  return first ?? discardingReceiver
}
