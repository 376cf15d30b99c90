import { valueOrDefault } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { programsNamed } from '../thanos/components.ts'
import { routingProblems } from './alertmanager-routing.ts'
import { distinctDocuments, syntaxProblems, typeProblems } from './configuration-problems.ts'
import { alertmanagerType } from './prometheus-types.ts'
import { toolProblems } from './tools.ts'

export const alertmanagerConfigurationIsValid: Check = {
  name: 'alertmanager-configuration-is-valid',
  question: 'startup',
  severity: 'error',
  why: 'Alertmanager does not start with an unknown field, or with a route to a receiver that does not exist: alerts notify no one.',
  remedy: 'Correct the configuration in the ConfigMap or Secret that contains it.',
  source: 'https://prometheus.io/docs/alerting/latest/configuration/; amtool, if it is on PATH',
  *run(context) {
    const documents = programsNamed(context, 'alertmanager').flatMap(
      (program) => context.documentAt(program.container, valueOrDefault(program, 'config.file') ?? '') ?? [],
    )
    for (const document of distinctDocuments(context, documents)) {
      const problems = [
        ...syntaxProblems(document),
        ...(document.value === undefined
          ? []
          : [...typeProblems(document, alertmanagerType), ...routingProblems(document)]),
      ]
      yield* problems
      if (problems.length === 0) yield* toolProblems('amtool', document)
    }
  },
}
