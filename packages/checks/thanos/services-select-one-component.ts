import type { Check } from '../engine/check.ts'
import { podsOf } from '../engine/services.ts'
import { thanosPrograms } from './components.ts'

export const servicesSelectOneComponent: Check = {
  name: 'services-select-one-component',
  id: 'TH019',
  question: 'selectors',
  severity: 'warning',
  why: 'Two components behind one Service cannot be distinguished: queries read some of them twice, the metrics of both have one job, and no NetworkPolicy can select one of them.',
  remedy: 'Create one Service for each component, with a selector that matches only its pods.',
  source: 'https://github.com/thanos-io/kube-thanos',
  *run(context) {
    const components = Map.groupBy(thanosPrograms(context), ({ container }) => container.workload)
    for (const service of context.ofKind('Service', '')) {
      const workloadOfCommand = new Map(
        podsOf(context, service)
          .flatMap((workload) => components.get(workload) ?? [])
          .map(({ command, container }) => [command, container.workload]),
      )
      if (workloadOfCommand.size > 1 && new Set(workloadOfCommand.values()).size > 1)
        yield {
          object: service,
          pointer: '/spec/selector',
          message: `the selector matches ${[...workloadOfCommand].map(([command, { name }]) => `${name} (${command})`).join(' and ')}.`,
        }
    }
  },
}
