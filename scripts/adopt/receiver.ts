// The receiver of alerts: its kind, and the fields that Alertmanager requires. Secrets become references.
import { didYouMean, type Finding, shownValue } from '@thanos-gitops/manifest'
import { completeIntegration, type Fields, receiverKinds } from '@thanos-gitops/render/settings'
import { failure } from '../failure.ts'
import { type Answering, answerTo } from './answers.ts'

export interface Receiver {
  /** `slack_configs` */
  readonly kind: string
  readonly integration: Fields
}

const shortName = (kind: string): string => kind.replace(/_configs$/, '')

/** `slack`, `pagerduty`, … */
export const receiverNames: readonly string[] = [...receiverKinds.keys()].map((kind) => shortName(kind))

const fieldsOption = 'receiver-fields'

export async function chooseReceiver(answering: Answering): Promise<Receiver> {
  const kind = await answerTo(answering, {
    option: 'receiver',
    question: `Who gets alerts? (${receiverNames.join(', ')})`,
    read: readKind,
  })
  const given = answering.options[fieldsOption] as readonly string[] | undefined
  const problems = completeIntegration(kind, {})
  if (given === undefined && (answering.ask === undefined || !isProblems(problems)))
    return { kind, integration: completed(kind, {}) }
  const integration = await answerTo(
    { ...answering, options: { [fieldsOption]: given?.join(',') } },
    {
      option: fieldsOption,
      question: `${isProblems(problems) ? messagesOf(problems) : ''}\nFields of ${shortName(kind)}, as NAME=VALUE with commas between them:`,
      read: (text) => completed(kind, readFields(kind, text.split(','))),
    },
  )
  return { kind, integration }
}

const messagesOf = (findings: readonly Finding[]): string => findings.map(({ message }) => message).join(' ')

function readKind(text: string): string {
  if (receiverNames.includes(text)) return `${text}_configs`
  throw failure(
    'usage-error',
    `--receiver: Alertmanager has no receiver ${text}.`,
    didYouMean(text, receiverNames) ?? `Receivers: ${receiverNames.join(', ')}.`,
  )
}

const isProblems = (result: Fields | readonly Finding[]): result is readonly Finding[] => Array.isArray(result)

function completed(kind: string, integration: Fields): Fields {
  const result = completeIntegration(kind, integration)
  if (!isProblems(result)) return result
  const unknown = result.find(({ code }) => code === 'environment-unknown-key')
  throw failure(
    'usage-error',
    `--receiver ${shortName(kind)}: ${messagesOf(result)}`,
    unknown?.remedy ??
      `Set its fields: --${fieldsOption} NAME=VALUE. https://prometheus.io/docs/alerting/latest/configuration/ lists them.`,
  )
}

/** `a=b` and, for a field of a mapping, `a.b=c`. `a=key:c` refers to the key `c` of the Secret. */
function readFields(kind: string, entries: readonly string[]): Fields {
  const fields: Record<string, unknown> = {}
  for (const entry of entries) {
    const [, path, text] = /^([\w.]+)=(.+)$/s.exec(entry.trim()) ?? []
    if (path === undefined || text === undefined)
      throw failure(
        'usage-error',
        `--${fieldsOption}: ${shownValue(entry)} is not a field and its value.`,
        `Write NAME=VALUE with commas between them, such as --${fieldsOption} channel=#alerts`,
      )
    set(fields, path.split('.'), fieldValue(text, receiverKinds.get(kind)?.[path]))
  }
  return fields
}

function set(fields: Record<string, unknown>, [step = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) fields[step] = value
  else {
    const child = { ...(fields[step] as Readonly<Record<string, unknown>> | undefined) }
    set(child, rest, value)
    fields[step] = child
  }
}

/** @param type the Go type of the field in Alertmanager */
function fieldValue(text: string, type: unknown): unknown {
  const key = /^key:(.+)$/.exec(text)?.[1]
  if (key !== undefined) return { key }
  if (type === 'bool' && /^(true|false)$/.test(text)) return text === 'true'
  return /^u?int(64)?$/.test(String(type)) && /^-?\d+$/.test(text) ? Number(text) : text
}

/** The keys of the Secret that the receiver reads. */
export const secretKeysOf = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return []
  const { key } = value as { readonly key?: unknown }
  return typeof key === 'string' ? [key] : Object.values(value).flatMap(secretKeysOf)
}

/** The key of the Secret with the address of the dead man's switch. */
export const heartbeatKey = 'heartbeat-url'
