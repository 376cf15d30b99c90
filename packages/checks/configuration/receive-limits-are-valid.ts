import type { Check } from '../engine/check.ts'
import { thanosProblems } from './thanos-documents.ts'

export const receiveLimitsAreValid: Check = {
  name: 'receive-limits-are-valid',
  question: 'startup',
  severity: 'error',
  why: 'A receiver does not start with an unknown field in its limits. After an invalid change, it continues with the old limits.',
  remedy: 'Correct the limits.',
  source:
    'https://thanos.io/tip/components/receive.md/#limits--gates-experimental; the code of Thanos in packages/program-verdict',
  run: (context) =>
    thanosProblems(context, {
      'receive.limits-config': 'limits',
    }),
}
