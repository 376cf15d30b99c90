import { didYouMean, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { probePrefix, routePrefix } from '../engine/web-server.ts'

// prometheus, web/web.go; alertmanager, cmd/alertmanager/main.go; thanos, pkg/server/http/http.go.
const probePaths = ['/-/healthy', '/-/ready']

/** Alertmanager loads its data before it listens: each of its paths shows that it is ready. */
const otherPaths: Readonly<Record<string, readonly string[]>> = {
  alertmanager: ['/', '/metrics', '/api/v2/status'],
}

export const probePathIsServed = {
  name: 'probe-path-is-served',
  id: 'TH018',
  question: 'addresses',
  severity: 'error',
  why: 'If the program does not serve the path, every probe fails with 404. If the program always serves it, such as /metrics, the probe succeeds while the program still loads its data.',
  remedy: 'Use /-/ready for the readiness probe and /-/healthy for the liveness probe.',
  source: 'https://prometheus.io/docs/prometheus/latest/management_api/',
  *run(context) {
    for (const program of programsIn(context)) {
      const { container, name } = program
      const { fields, workload, pointer } = container
      const prefixes = [probePrefix(program), routePrefix(program)]
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
        const path = stringOf(mappingOf(mappingOf(fields[probe]).httpGet).path)
        const accepted = [...probePaths, ...(otherPaths[name] ?? [])]
        if (name === 'memcached' || path === undefined || isOneOf(path, accepted, prefixes)) continue
        const suggestion = didYouMean(path, probePaths)
        yield {
          object: workload.object,
          pointer: `${pointer}/${probe}/httpGet/path`,
          message: `the ${probe} of container ${container.name} requests ${path}, but the probe paths of ${name} are ${probePaths.join(' and ')}.`,
          ...(suggestion === undefined ? {} : { remedy: suggestion }),
        }
      }
    }
  },
} satisfies Check

/** Whether a path is one of a list, with or without a prefix: route-prefix-is-requested reports a missing prefix. */
const isOneOf = (path: string, paths: readonly string[], prefixes: readonly string[]): boolean =>
  paths.some((one) => path === one || prefixes.some((prefix) => path === prefix + one))
