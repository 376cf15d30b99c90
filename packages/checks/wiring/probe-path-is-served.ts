import { mappingOf, nearest, stringOf } from '@thanos-gitops/manifest'
import { recognizeProgram } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { listensByFlags } from '../engine/programs.ts'

// prometheus, web/web.go; alertmanager, cmd/alertmanager/main.go; thanos, pkg/server/http/http.go.
const served = ['/-/healthy', '/-/ready']

export const probePathIsServed = {
  name: 'probe-path-is-served',
  id: 'TH018',
  severity: 'error',
  why: 'A path that the program does not serve answers 404 to every probe; one that is always served, such as /metrics, says ready while the program still loads.',
  remedy: 'Ask /-/ready for readiness and /-/healthy for liveness.',
  source: 'https://prometheus.io/docs/prometheus/latest/management_api/',
  *run({ containers }) {
    for (const container of containers) {
      if (!listensByFlags(container)) continue
      const { name, fields, workload, pointer, arguments: all } = container
      const prefix =
        all.find(({ flag }) => flag === '--web.route-prefix' || flag === '--web.external-prefix')?.value ?? ''
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
        const path = stringOf(mappingOf(mappingOf(fields[probe]).httpGet).path)
        if (
          path === undefined ||
          served.some((known) => path === known || path === `${prefix.replace(/\/$/, '')}${known}`)
        )
          continue
        const near = nearest(path, served)
        yield {
          object: workload.object,
          pointer: `${pointer}/${probe}/httpGet/path`,
          message: `the ${probe} of container ${name} asks ${path}; ${recognizeProgram(container)?.name} answers on ${served.join(' and ')}.`,
          ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
        }
      }
    }
  },
} satisfies Check
