import type { Check } from '../engine/check.ts'
import { thanosProblems } from './thanos-documents.ts'

export const requestLoggingIsValid: Check = {
  name: 'request-logging-is-valid',
  question: 'startup',
  severity: 'error',
  why: 'Thanos does not start with an unknown level or an unknown field in the configuration of request logging.',
  remedy: 'Correct the configuration of request logging.',
  source: 'https://thanos.io/tip/thanos/logging.md/; the code of Thanos in packages/program-verdict',
  run: (context) =>
    thanosProblems(context, {
      'request.logging-config': 'request-logging',
    }),
}
