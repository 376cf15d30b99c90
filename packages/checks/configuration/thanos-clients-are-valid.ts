import type { Program } from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { syntaxProblems, typeProblems, withDistinctDocuments } from './configuration-problems.ts'
import type { ConfigurationType } from './configuration-type.ts'
import { alertmanagersType, hashringsType, queriesType } from './thanos-types.ts'

export const thanosClientsAreValid: Check = {
  name: 'thanos-clients-are-valid',
  question: 'startup',
  severity: 'error',
  why: 'A ruler does not start with an unknown field in its list of queries or Alertmanagers. A receiver with an unknown field in its hashrings does not start, or forwards no series.',
  remedy: 'Correct the configuration in the ConfigMap or Secret that contains it.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/alert/config.go, pkg/clientconfig, pkg/receive/config.go',
  *run(context) {
    const entries = thanosPrograms(context, 'rule', 'receive').flatMap((program) => typedDocuments(context, program))
    for (const { document, type } of withDistinctDocuments(context, entries)) {
      yield* syntaxProblems(document)
      if (document.value !== undefined) yield* typeProblems(document, type)
    }
  },
}

interface TypedDocument {
  readonly document: EmbeddedDocument
  readonly type: ConfigurationType
}

function typedDocuments(context: CheckContext, program: Program): readonly TypedDocument[] {
  const entries = [
    { document: configOf(context, program, 'alertmanagers.config'), type: alertmanagersType },
    { document: configOf(context, program, 'query.config'), type: queriesType },
    { document: configOf(context, program, 'receive.hashrings'), type: hashringsType },
  ]
  return entries.flatMap(({ document, type }) => (document === undefined ? [] : [{ document, type }]))
}
