import { programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { thanosPrograms } from './components.ts'

const commands = ['query', 'query-frontend', 'sidecar', 'store', 'compact', 'rule', 'receive']

export const componentNamesMatchTheMixin: Check = {
  name: 'component-names-match-the-mixin',
  id: 'TH046',
  question: 'selectors',
  severity: 'warning',
  why: 'Alerts and dashboards of thanos-mixin select jobs by thanos-<component>. They do not cover a component whose names do not contain that.',
  remedy: 'Use thanos-<component> as the name of the Service or the container, or in the label app.kubernetes.io/name.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/mixin/config.libsonnet',
  *run(context) {
    for (const program of thanosPrograms(context, ...commands)) {
      const { workload, name } = program.container
      const names = [
        name,
        workload.name,
        ...Object.values(workload.podLabels),
        ...context.servicesOf(workload).map(({ object }) => object.metadata.name),
      ]
      // The name of a Helm release can be in between: thanos-example-query.
      const pattern = new RegExp(`thanos-(?:.*-)?${program.command}`)
      if (!names.some((candidate) => pattern.test(candidate)))
        yield {
          object: workload.object,
          pointer: '/metadata/name',
          message: `no name or label of ${programTitle(program)} contains thanos-${program.command}.`,
        }
    }
  },
}
