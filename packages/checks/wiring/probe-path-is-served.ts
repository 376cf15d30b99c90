import { didYouMean, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { recognizeProgram } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { listensByFlags } from '../engine/programs.ts'

// prometheus, web/web.go; alertmanager, cmd/alertmanager/main.go; thanos, pkg/server/http/http.go.
const probePaths = ['/-/healthy', '/-/ready']

export const probePathIsServed = {
  name: 'probe-path-is-served',
  id: 'TH018',
  question: 'addresses',
  severity: 'error',
  why: 'If the program does not serve the path, every probe fails with 404. If the program always serves it, such as /metrics, the probe succeeds while the program still loads its data.',
  remedy: 'Use /-/ready for the readiness probe and /-/healthy for the liveness probe.',
  source: 'https://prometheus.io/docs/prometheus/latest/management_api/',
  *run({ containers }) {
    for (const container of containers) {
      if (!listensByFlags(container)) continue
      const { name, fields, workload, pointer, arguments: args } = container
      const prefix =
        args.find(({ flag }) => flag === '--web.route-prefix' || flag === '--web.external-prefix')?.value ?? ''
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
        const path = stringOf(mappingOf(mappingOf(fields[probe]).httpGet).path)
        if (
          path === undefined ||
          probePaths.some((probePath) => path === probePath || path === `${prefix.replace(/\/$/, '')}${probePath}`)
        )
          continue
        const suggestion = didYouMean(path, probePaths)
        yield {
          object: workload.object,
          pointer: `${pointer}/${probe}/httpGet/path`,
          message: `the ${probe} of container ${name} requests ${path}, but the probe paths of ${recognizeProgram(container)?.name} are ${probePaths.join(' and ')}.`,
          ...(suggestion === undefined ? {} : { remedy: suggestion }),
        }
      }
    }
  },
} satisfies Check
