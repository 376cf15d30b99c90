import type { Check } from '../engine/check.ts'
import { thanosProblems } from './thanos-documents.ts'

export const tracingIsValid: Check = {
  name: 'tracing-is-valid',
  question: 'startup',
  severity: 'error',
  why: 'Thanos does not start with an unknown type of tracing. It ignores an unknown field in the configuration of a type, and uses the default.',
  remedy: 'Correct the configuration of the tracing.',
  source: 'https://thanos.io/tip/thanos/tracing.md/; the code of Thanos in packages/program-verdict',
  run: (context) =>
    thanosProblems(context, {
      'tracing.config': 'tracing',
    }),
}
