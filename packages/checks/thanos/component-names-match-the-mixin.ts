import { programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { thanos } from './stack.ts'

const commands = ['query', 'query-frontend', 'sidecar', 'store', 'compact', 'rule', 'receive']

export const componentNamesMatchTheMixin: Check = {
  name: 'component-names-match-the-mixin',
  id: 'TH046',
  severity: 'warning',
  why: 'Alerts and dashboards of thanos-mixin choose jobs by thanos-<component>; a component whose names do not contain that is not watched by them.',
  remedy: 'Call the Service, the container or the label app.kubernetes.io/name thanos-<component>.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/mixin/config.libsonnet',
  *run(context) {
    for (const program of thanos(context, ...commands)) {
      const { workload, name } = program.container
      const names = [
        name,
        workload.name,
        ...Object.values(workload.podLabels),
        ...context.servicesOf(workload).map(({ object }) => object.metadata.name),
      ]
      // Names of Helm releases stand between: thanos-example-query.
      if (names.some((one) => new RegExp(`thanos-(?:.*-)?${program.command}`).test(one))) continue
      yield {
        object: workload.object,
        pointer: '/metadata/name',
        message: `nothing about ${programTitle(program)} is called thanos-${program.command}.`,
      }
    }
  },
}
