import { type CataloguedProgram, compareVersions, type Program } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { inContainer } from './places.ts'
import { sidecarPairs } from './prometheus.ts'

/** Older versions lack the StoreAPI and the block format of current ones, Prometheus 3, or run Alertmanager's API v1. */
const oldestVersions: Readonly<Partial<Record<CataloguedProgram, string>>> = {
  thanos: '0.31.0',
  prometheus: '3.0.0',
  alertmanager: '0.27.0',
}

export const thanosVersionsMatch: Check = {
  name: 'thanos-versions-match',
  id: 'TH041',
  question: 'startup',
  severity: 'warning',
  why: 'Components of different versions communicate and share blocks in a combination that the Thanos project does not test.',
  remedy: 'Use the same maintained version of Thanos for all components.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/CHANGELOG.md, https://prometheus.io/docs/introduction/release-cycle/',
  *run(context) {
    const programs = programsIn(context)
    yield* oldVersions(programs)
    const components = programs.filter(({ name, version }) => name === 'thanos' && version !== undefined)
    for (const inNamespace of Map.groupBy(components, ({ container }) => container.workload.namespace).values())
      yield* differentVersions(inNamespace)
    for (const { prometheus, sidecar } of sidecarPairs(context)) yield* unreadableConfiguration(prometheus, sidecar)
  },
}

/** Prometheus 3 returns its configuration with a scrape protocol that an older sidecar refuses to read. */
function* unreadableConfiguration(prometheus: Program, sidecar: Program): Iterable<Problem> {
  const [ofPrometheus, ofSidecar] = [prometheus.version, sidecar.version]
  if (ofPrometheus === undefined || ofSidecar === undefined) return
  if (compareVersions(ofPrometheus, '3.0.0') < 0 || compareVersions(ofSidecar, '0.37.0') >= 0) return
  yield {
    ...inContainer(sidecar.container, 'image'),
    message: `the sidecar of Thanos ${ofSidecar} cannot read the configuration of Prometheus ${ofPrometheus} (scrape protocol PrometheusText1.0.0), so it finds no external labels and exits.`,
    remedy: 'Use Thanos 0.37.0 or later, or Prometheus 2.',
    severity: 'error',
  }
}

/** Each version of a program is reported once for a namespace. */
function* oldVersions(programs: readonly Program[]): Iterable<Problem> {
  const reported = new Set<string>()
  for (const { name, version, container } of programs) {
    const oldest = oldestVersions[name]
    const id = `${name} ${version} ${container.workload.namespace}`
    if (oldest === undefined || version === undefined || compareVersions(version, oldest) >= 0 || reported.has(id))
      continue
    reported.add(id)
    yield {
      ...inContainer(container, 'image'),
      message: `${name} ${version} is older than ${oldest} and no longer maintained.`,
      severity: 'warning',
    }
  }
}

/** @param components of one namespace, all with a version */
function* differentVersions(components: readonly Program[]): Iterable<Problem> {
  const newest = components
    .map(({ version }) => version!)
    .sort(compareVersions)
    .at(-1)
  for (const { version, container } of components)
    if (version !== newest)
      yield {
        ...inContainer(container, 'image'),
        message: `the version of Thanos is ${version} here, but ${newest} in other components of the namespace.`,
        cause: `thanos ${version} ${container.workload.namespace}`,
      }
}
