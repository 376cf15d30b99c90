import { valueOrDefault } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { programsNamed } from '../thanos/components.ts'
import { withDistinctDocuments } from './configuration-problems.ts'
import { programProblems, type ReadDocument } from './program-problems.ts'
import { withNearestName } from './routing-names.ts'

export const alertmanagerConfigurationIsValid: Check = {
  name: 'alertmanager-configuration-is-valid',
  question: 'startup',
  severity: 'error',
  why: 'Alertmanager does not start with a configuration that it refuses: alerts notify no one. After a failed reload it continues with the old configuration.',
  remedy: 'Correct the configuration in the ConfigMap or Secret that contains it.',
  source:
    'https://prometheus.io/docs/alerting/latest/configuration/; the code of Alertmanager in packages/program-verdict',
  *run(context) {
    const documents = programsNamed(context, 'alertmanager').flatMap((reader): ReadDocument[] => {
      const document = context.documentAt(reader.container, valueOrDefault(reader, 'config.file') ?? '')
      return document === undefined
        ? []
        : [{ document, kind: { program: 'alertmanager', kind: 'config' }, version: reader.version }]
    })
    for (const read of withDistinctDocuments(context, documents))
      for (const problem of programProblems(read)) yield withNearestName(read.document, problem)
  },
}
