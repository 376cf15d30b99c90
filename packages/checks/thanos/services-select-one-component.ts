import type { Check } from '../engine/check.ts'
import { podsOf } from '../engine/services.ts'
import { thanosPrograms } from './components.ts'

export const servicesSelectOneComponent: Check = {
  name: 'services-select-one-component',
  id: 'TH019',
  severity: 'warning',
  why: 'Behind one Service two components cannot be told apart: query asks some twice, metrics of both get one job, and no NetworkPolicy can name one of them.',
  remedy: 'Make a Service for each component, with a selector that only its pods have.',
  source: 'https://github.com/thanos-io/kube-thanos',
  *run(context) {
    const components = Map.groupBy(thanosPrograms(context), ({ container }) => container.workload)
    for (const service of context.ofKind('Service', '')) {
      const selected = podsOf(context, service)
      const commands = new Map(
        selected
          .flatMap((workload) => components.get(workload) ?? [])
          .map(({ command, container }) => [command, container.workload]),
      )
      if (commands.size > 1 && new Set(commands.values()).size > 1)
        yield {
          object: service,
          pointer: '/spec/selector',
          message: `the selector chooses ${[...commands].map(([command, { name }]) => `${name} (${command})`).join(' and ')}.`,
        }
    }
  },
}
