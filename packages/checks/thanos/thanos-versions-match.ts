import { type CataloguedProgram, compareVersions } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { inContainer } from './places.ts'

/** Older ones lack what this stack is built of: StoreAPI and blocks of today, Prometheus 3, Alertmanager’s API v2 alone. */
const oldest: Readonly<Partial<Record<CataloguedProgram, string>>> = {
  thanos: '0.31.0',
  prometheus: '3.0.0',
  alertmanager: '0.27.0',
}

export const thanosVersionsMatch: Check = {
  name: 'thanos-versions-match',
  id: 'TH041',
  severity: 'error',
  why: 'Components of different versions talk to each other and share blocks; nobody tests that.',
  remedy: 'Give all components the same version of Thanos, one that is maintained.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/CHANGELOG.md, https://prometheus.io/docs/introduction/release-cycle/',
  *run(context) {
    const programs = programsIn(context)
    const reported = new Set<string>()
    for (const { name, version, container } of programs) {
      const limit = oldest[name]
      const once = `${name} ${version} ${container.workload.namespace}`
      if (limit === undefined || version === undefined || compareVersions(version, limit) >= 0 || reported.has(once))
        continue
      reported.add(once)
      yield {
        ...inContainer(container, 'image'),
        message: `${name} ${version} is older than ${limit}, and no longer maintained.`,
        severity: 'warning',
      }
    }
    const components = programs.filter(({ name, version }) => name === 'thanos' && version !== undefined)
    for (const inNamespace of Map.groupBy(components, ({ container }) => container.workload.namespace).values()) {
      const versions = [...new Set(inNamespace.map(({ version }) => version!))].sort(compareVersions)
      if (versions.length < 2) continue
      const newest = versions.at(-1)
      for (const { version, container } of inNamespace)
        if (version !== newest)
          yield {
            ...inContainer(container, 'image'),
            message: `Thanos is ${version} here, and ${newest} elsewhere in the namespace.`,
          }
    }
  },
}
