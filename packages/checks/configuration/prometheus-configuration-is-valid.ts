import { usesOf } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { programsNamed } from '../thanos/components.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import { withDistinctDocuments } from './configuration-problems.ts'
import { filterProblems } from './filter-problems.ts'
import { programProblems, type ReadDocument } from './program-problems.ts'

export const prometheusConfigurationIsValid: Check = {
  name: 'prometheus-configuration-is-valid',
  question: 'startup',
  severity: 'error',
  why: 'Prometheus does not start with a configuration that it refuses. After a failed reload it continues with the old configuration.',
  remedy: 'Correct the configuration in the ConfigMap or Secret that contains it.',
  source:
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/; the code of Prometheus in packages/program-verdict',
  *run(context) {
    const documents = programsNamed(context, 'prometheus').flatMap((reader): ReadDocument[] => {
      const configuration = configurationOf(context, reader)
      if (configuration === undefined) return []
      const { document, filledInBy } = configuration
      const kind = usesOf(reader, 'agent').length > 0 ? 'agent-config' : 'config'
      return [
        {
          document,
          kind: { program: 'prometheus', kind },
          version: reader.version,
          ...(filledInBy !== undefined && { filledInBy }),
        },
      ]
    })
    for (const read of withDistinctDocuments(context, documents)) {
      yield* programProblems(read)
      yield* filterProblems(read.document)
    }
  },
}
