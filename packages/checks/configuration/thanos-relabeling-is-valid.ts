import type { Check } from '../engine/check.ts'
import { thanosProblems } from './thanos-documents.ts'

export const thanosRelabelingIsValid: Check = {
  name: 'thanos-relabeling-is-valid',
  question: 'startup',
  severity: 'error',
  why: 'Thanos does not start with an invalid step of relabeling, or with an action that does not select blocks.',
  remedy: 'Correct the step.',
  source: 'https://thanos.io/tip/thanos/sharding.md/#relabelling; the code of Thanos in packages/program-verdict',
  run: (context) =>
    thanosProblems(context, {
      'selector.relabel-config': 'selector-relabel',
      'receive.relabel-config': 'relabel',
      'alert.relabel-config': 'alert-relabel',
    }),
}
