import { dnsLabel } from '@thanos-gitops/manifest'
import { closed, type JsonSchema, stringSchema } from './json-schema.ts'

/** `monitoring`: base/operator.md. */
export const monitoringSchema: JsonSchema = {
  description: 'How prometheus-operator finds this stack: base/operator.md. Only with the component operator-monitors.',
  ...closed({
    labels: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'The labels by which the Prometheus of the operator selects monitors and rules.',
    },
    namespace: stringSchema(dnsLabel, 'The namespace of that Prometheus. Default: monitoring.'),
    rules: { type: 'boolean', description: 'true: it evaluates the rules about this stack. Default: false.' },
  }),
}
