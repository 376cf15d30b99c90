import { lastValue } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { thanosProblems } from './thanos-documents.ts'

export const thanosClientsAreValid: Check = {
  name: 'thanos-clients-are-valid',
  question: 'startup',
  severity: 'error',
  why: 'A ruler does not start with an unknown field in its list of queries or Alertmanagers. A receiver does not start with hashrings that are not valid JSON, or that its algorithm does not support.',
  remedy: 'Correct the configuration in the ConfigMap or Secret that contains it.',
  source:
    'https://thanos.io/tip/components/rule.md/#configuration, https://thanos.io/tip/components/receive.md/; the code of Thanos in packages/program-verdict',
  run: (context) =>
    thanosProblems(context, {
      'alertmanagers.config': 'alertmanagers',
      'query.config': 'queries',
      'prometheus.http-client': 'http-client',
      'query-frontend.downstream-tripper-config': 'tripper',
      'receive.hashrings': (receiver) =>
        lastValue(receiver, 'receive.hashrings-algorithm') === 'ketama' ? 'ketama-hashrings' : 'hashrings',
    }),
}
