import { nearest } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { fieldsOf, textOf } from '../engine/workload.ts'

// prometheus, web/web.go; alertmanager, cmd/alertmanager/main.go; thanos, pkg/server/http/http.go.
const served: readonly [image: RegExp, paths: readonly string[]][] = [
  [/(^|\/)(prometheus|alertmanager|thanos)$/, ['/-/healthy', '/-/ready']],
]

export const probePathIsServed = {
  name: 'probe-path-is-served',
  id: 'TH018',
  severity: 'error',
  why: 'A path that the program does not serve answers 404 to every probe; one that is always served, such as /metrics, says ready while the program still loads.',
  remedy: 'Ask /-/ready for readiness and /-/healthy for liveness.',
  source: 'https://prometheus.io/docs/prometheus/latest/management_api/',
  *run({ containers }) {
    for (const { name, imageName, fields, workload, pointer, arguments: given } of containers) {
      const paths = served.find(([image]) => image.test(imageName))?.[1]
      if (paths === undefined) continue
      const prefix =
        given.find(({ flag }) => flag === '--web.route-prefix' || flag === '--web.external-prefix')?.value ?? ''
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
        const path = textOf(fieldsOf(fieldsOf(fields[probe]).httpGet).path)
        if (
          path === undefined ||
          paths.some((known) => path === known || path === `${prefix.replace(/\/$/, '')}${known}`)
        )
          continue
        const near = nearest(path, paths)
        yield {
          object: workload.object,
          pointer: `${pointer}/${probe}/httpGet/path`,
          message: `the ${probe} of container ${name} asks ${path}; ${imageName.split('/').at(-1)} answers on ${paths.join(' and ')}.`,
          ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
        }
      }
    }
  },
} satisfies Check
