import { posix } from 'node:path'
import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Program, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import { programsNamed } from '../thanos/components.ts'
import { withDistinctDocuments } from './configuration-problems.ts'
import { filesMatching, mountedFiles } from './mounted-files.ts'
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
        : [
            { document, kind: { program: 'alertmanager', kind: 'config' }, version: reader.version },
            ...templatesOf(context, reader, document.value),
          ]
    })
    for (const read of withDistinctDocuments(context, documents))
      for (const problem of programProblems(read)) yield withNearestName(read.document, problem)
  },
}

/** The mounted files that the patterns in `templates` match. */
function templatesOf(context: CheckContext, reader: Program, configuration: unknown): readonly ReadDocument[] {
  const folder = posix.dirname(valueOrDefault(reader, 'config.file') ?? '')
  return listOf(mappingOf(configuration).templates)
    .map((pattern) => posix.resolve(folder, String(pattern)))
    .flatMap((pattern) => {
      const files = mountedFiles(context, reader.container, pattern)
      return files === undefined ? [] : filesMatching(files, pattern)
    })
    .map(({ document }) => ({
      document,
      kind: { program: 'alertmanager', kind: 'template' },
      version: reader.version,
    }))
}
