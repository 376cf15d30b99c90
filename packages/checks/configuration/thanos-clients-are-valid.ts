import { lastValue, type Program } from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf } from '../thanos/config-documents.ts'
import { syntaxProblems, typeProblems } from './configuration-problems.ts'
import type { ConfigurationType } from './configuration-type.ts'
import { alertmanagersShape, hashringsShape, queriesShape } from './thanos-types.ts'

export const thanosClientsAreValid: Check = {
  name: 'thanos-clients-are-valid',
  severity: 'error',
  why: 'A ruler reads its lists of queries and Alertmanagers strictly, a receiver its hashrings: with a field that they do not know they do not start, or forward to nobody.',
  remedy: 'Correct the document.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/alert/config.go, pkg/clientconfig, pkg/receive/config.go',
  *run(context) {
    const seen = new Set<string>()
    for (const program of thanosPrograms(context, 'rule', 'receive'))
      for (const [document, type] of documentsOf(context, program)) {
        const id = `${document.object.object.kind}/${document.object.object.metadata.name} ${document.object.object.metadata.namespace} ${document.pointer}`
        if (seen.has(id)) continue
        seen.add(id)
        yield* syntaxProblems(document)
        if (document.value !== undefined) yield* typeProblems(document, type)
      }
  },
}

function documentsOf(context: CheckContext, program: Program): [EmbeddedDocument, ConfigurationType][] {
  const rings = lastValue(program, 'receive.hashrings-file')
  const found: [EmbeddedDocument | undefined, ConfigurationType][] = [
    [configOf(context, program, 'alertmanagers.config'), alertmanagersShape],
    [configOf(context, program, 'query.config'), queriesShape],
    [
      rings === undefined
        ? configOf(context, program, 'receive.hashrings')
        : context.documentAt(program.container, rings),
      hashringsShape,
    ],
  ]
  return found.filter((one): one is [EmbeddedDocument, ConfigurationType] => one[0] !== undefined)
}
