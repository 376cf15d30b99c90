import { ownReceivers, remoteWriteUrl } from '../environment/read-remote-write.ts'
import { closed, type JsonSchema, stringSchema } from './json-schema.ts'
import { shardsSchema } from './store-schema.ts'

const remoteWriteEntry = closed(
  {
    url: stringSchema(remoteWriteUrl),
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    queue_config: { type: 'object' },
  },
  ['url'],
)

/** `remoteWrite` of the ruler. */
const remoteWriteSchema = (description: string): JsonSchema => ({
  description,
  anyOf: [{ const: ownReceivers }, remoteWriteEntry],
})

/** `rule`: base/rule.md and base/shards.md. */
export const ruleSchema: JsonSchema = {
  description: 'The ruler: base/rule.md, base/shards.md. Only with the component thanos-rule.',
  ...closed({
    remoteWrite: remoteWriteSchema(
      'Where the ruler sends the series of its rules, instead of storing them: the receivers of the environment, or others.',
    ),
    shards: shardsSchema(['hash']),
  }),
}

/** `prometheus`: base/rule.md, base/agent.md and base/shards.md. */
export const prometheusSchema: JsonSchema = {
  description: 'The Prometheus of the stack: base/agent.md, base/rule.md, base/shards.md.',
  ...closed({
    agent: {
      description:
        'Agent mode: Prometheus sends its samples to the receivers, and has no sidecar, no blocks and no rules. It needs the components thanos-receive and thanos-rule.',
      type: 'boolean',
    },
    remoteWrite: {
      description:
        'The receivers of another cluster to which Prometheus also sends its samples. receive is only for agent mode, which implies it.',
      anyOf: [{ const: ownReceivers }, remoteWriteEntry],
    },
    shards: shardsSchema(['hash']),
  }),
}
