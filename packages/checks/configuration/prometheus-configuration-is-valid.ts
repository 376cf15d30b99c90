import type { Check } from '../engine/check.ts'
import { programsNamed } from '../thanos/components.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import { distinctDocuments, syntaxProblems, typeProblems } from './configuration-problems.ts'
import { prometheusType } from './prometheus-types.ts'
import { scrapeProblems } from './scrape-problems.ts'
import { toolProblems } from './tools.ts'

export const prometheusConfigurationIsValid: Check = {
  name: 'prometheus-configuration-is-valid',
  question: 'startup',
  severity: 'error',
  why: 'Prometheus rejects a configuration with an unknown field: it does not start, and after a failed reload it continues with the old configuration.',
  remedy: 'Correct the configuration in the ConfigMap or Secret that contains it.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/; promtool, if it is on PATH',
  *run(context) {
    const documents = programsNamed(context, 'prometheus').flatMap(
      (program) => configurationOf(context, program)?.document ?? [],
    )
    for (const document of distinctDocuments(context, documents)) {
      const problems = [
        ...syntaxProblems(document),
        ...(document.value === undefined
          ? []
          : [...typeProblems(document, prometheusType), ...scrapeProblems(document)]),
      ]
      yield* problems
      // promtool does not replace the variables that the sidecar replaces.
      const text = document.text.replaceAll(/\$\((\w+)\)/g, '$1')
      if (problems.length === 0) yield* toolProblems('promtool', document, text)
    }
  },
}
