import { ownReceivers, remoteWriteUrl } from '../environment/read-remote-write.ts'
import { closed, type JsonSchema, stringSchema } from './json-schema.ts'

/** `remoteWrite` of the ruler and of Prometheus. */
export const remoteWriteSchema = (description: string): JsonSchema => ({
  description,
  anyOf: [
    { const: ownReceivers },
    closed(
      {
        url: stringSchema(remoteWriteUrl),
        headers: { type: 'object', additionalProperties: { type: 'string' } },
        queue_config: { type: 'object' },
      },
      ['url'],
    ),
  ],
})

/** `rule`: base/rule.md. */
export const ruleSchema: JsonSchema = {
  description: 'The ruler: base/rule.md. Only with the component thanos-rule.',
  ...closed({
    remoteWrite: remoteWriteSchema(
      'Where the ruler sends the series of its rules, instead of storing them: the receivers of the environment, or others.',
    ),
  }),
}
