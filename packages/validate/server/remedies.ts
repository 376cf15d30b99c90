import type { Cause } from '@thanos-gitops/api-server'

interface Rule {
  readonly message: RegExp
  readonly remedy: string
  /** Fields that the server compares with the one that it names, from the pointer and the groups of the message. */
  readonly related?: (pointer: string, groups: readonly string[]) => readonly string[]
}

/** `/spec/a/resources/requests/memory` → `/spec/a/resources` */
const resourcesOf = (pointer: string): string => /^.*\/resources(?=\/|$)/.exec(pointer)?.[0] ?? pointer
const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'))

/** What the words of the server do not show. The first rule that matches applies. */
const rules: readonly Rule[] = [
  {
    message: /must be less than or equal to ([^\s,:]+) limit/,
    remedy: 'Raise the limit, or lower the request.',
    related: (pointer, [resource = '']) =>
      ['limits', 'requests'].map((list) => `${resourcesOf(pointer)}/${list}/${resource.replaceAll('/', '~1')}`),
  },
  {
    message: /`selector` does not match template `labels`/,
    remedy: 'Let the labels of the pod template contain those of the selector. A selector cannot change later.',
    related: () =>
      ['/spec/selector/matchLabels', '/spec/selector', '/spec/template/metadata/labels'].flatMap(withLabels),
  },
  {
    message: /Duplicate value|duplicate entries for key/,
    remedy: 'Remove one of the two entries, or give one another name.',
  },
  {
    message: /may not be specified when (?:`|")?strategy/,
    remedy: 'Remove rollingUpdate, or set type: RollingUpdate.',
    related: (pointer) => [`${parentOf(pointer)}/type`, parentOf(pointer)],
  },
  {
    message: /must specify a handler type|may not specify more than 1 handler type/,
    remedy: 'Set exactly one of exec, grpc, httpGet and tcpSocket.',
  },
  {
    message: /unknown field|duplicate field|field not declared in schema/,
    remedy: 'Correct the spelling of the field, or remove it.',
  },
]

/** The labels by which this repository selects pods. */
const withLabels = (pointer: string): readonly string[] => [
  ...['name', 'instance', 'component'].map((label) => `${pointer}/app.kubernetes.io~1${label}`),
  pointer,
]

const byReason: Readonly<Record<string, string>> = {
  FieldValueRequired: 'Set the field.',
  FieldValueDuplicate: 'Remove one of the two entries, or give one another name.',
  FieldValueNotSupported: 'Write one of the supported values.',
  FieldValueForbidden: 'Remove the field, or change what forbids it.',
  FieldValueTypeInvalid: 'Write a value of this type.',
  FieldValueTooLong: 'Shorten the value.',
  FieldValueTooMany: 'Remove entries.',
}

const general = 'Correct the value.'

/** How to fix a refusal, and the fields that may be its cause besides the one that the server names. */
export function remedyOf(
  { reason, message }: Pick<Cause, 'reason' | 'message'>,
  pointer: string,
): { readonly remedy: string; readonly related: readonly string[] } {
  for (const { message: pattern, remedy, related } of rules) {
    const match = pattern.exec(message)
    if (match) return { remedy, related: related?.(pointer, match.slice(1)) ?? [] }
  }
  return { remedy: byReason[reason] ?? general, related: [] }
}
