import {
  type Alerting,
  alertingPath,
  didYouMean,
  discardingReceiver,
  formatPointer,
  type MappingReader,
  type YamlPath,
} from '@thanos-gitops/manifest'
import { judge, NotJudged, ProgramCrash, type ProgramProblem } from '@thanos-gitops/program-verdict'
import { fieldsWithFile, receiverKinds } from './receiver-fields.ts'

/** Reports what Alertmanager refuses in the settings, at the line of the setting. */
export function reportRefusals(alerting: Alerting, reader: MappingReader<string>): void {
  for (const problem of problemsOf(alerting.values)) reportRefusal(problem, alerting, reader)
}

function problemsOf({ receiver, receivers, routes, ...values }: Alerting['values']): readonly ProgramProblem[] {
  const { global, group_by, group_wait, group_interval, repeat_interval, inhibit_rules, time_intervals } = values
  const document = {
    global,
    route: { receiver, group_by, group_wait, group_interval, repeat_interval, routes },
    // The other receivers have the same indexes as in the settings.
    receivers: [...(receivers as readonly unknown[]), { name: discardingReceiver }],
    inhibit_rules,
    time_intervals,
  }
  try {
    return judge({ program: 'alertmanager', kind: 'config' }, JSON.stringify(document))
  } catch (error) {
    // `check` judges the whole configuration, and reports why it cannot.
    if (error instanceof NotJudged || error instanceof ProgramCrash) return []
    throw error
  }
}

function reportRefusal(
  { message, path = [], known }: ProgramProblem,
  alerting: Alerting,
  reader: MappingReader<string>,
): void {
  const [field = 'receivers', ...steps] = (path[0] === 'route' ? path.slice(1) : path).map(String)
  const at = alertingPath(alerting, field, formatPointer(steps)).slice(reader.context.path.length)
  if (known === undefined)
    reader.problem(at, `Alertmanager refuses this: ${message}.`, remedyFor(message, field, steps))
  else reportUnknownField(steps.at(-1) ?? '', known, at, reader)
}

function reportUnknownField(name: string, known: readonly string[], at: YamlPath, reader: MappingReader<string>): void {
  const { source, path, report, codes } = reader.context
  reader.invalidate()
  report(
    codes.unknownKey,
    source.keyPlace([...path, ...at]),
    `Unknown field ${name}.`,
    didYouMean(name, known) ?? `Fields: ${known.join(', ')}.`,
  )
}

/** The kind of a receiver needs a value that is missing: its Secret in most cases. */
function remedyFor(message: string, field: string, steps: readonly string[]): string {
  const kind = field === 'receivers' ? steps[1] : undefined
  const fields = kind === undefined ? undefined : receiverKinds.get(kind)
  const secrets = fields === undefined ? [] : fieldsWithFile(fields)
  const missing = secrets.find((name) => mentions(message, name)) ?? secrets[0]
  if (
    missing !== undefined &&
    /missing|must be configured|neither|\bno\b|nor\b/.test(message) &&
    needsSecret(message, secrets)
  )
    return `Refer to a key of a Secret, for example ${missing}: {key: ${missing.replaceAll('_', '-')}}`
  return 'Correct the value: https://prometheus.io/docs/alerting/latest/configuration/'
}

const mentions = (message: string, field: string): boolean =>
  message.toLowerCase().replaceAll(/[\s_]/g, '').includes(field.replaceAll('_', ''))

const needsSecret = (message: string, secrets: readonly string[]): boolean =>
  secrets.some((name) => mentions(message, name)) || /key|token|secret|url/i.test(message)
