import { mappingOf, stringOf } from '@thanos-gitops/manifest'
import { cataloguedPrograms, recognizeProgram } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'

const readinessPath = /(^|\/)(ready|readyz|readiness)$/i

export const livenessDoesNotWait: Check = {
  name: 'liveness-does-not-wait',
  question: 'availability',
  severity: 'warning',
  why: 'A readiness endpoint fails while a program waits for a dependency. As the liveness probe, it restarts pods that only wait, and the restarts make the outage of the dependency longer.',
  remedy: 'Request the health endpoint of the program in the livenessProbe.',
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-readiness-probes',
  *run({ containers }) {
    for (const container of containers) {
      // probes-use-the-right-path covers the programs whose paths are known.
      if (cataloguedPrograms.some((name) => name === recognizeProgram(container)?.name)) continue
      const { name, fields, pointer, workload } = container
      const path = stringOf(mappingOf(mappingOf(fields.livenessProbe).httpGet).path)
      if (path !== undefined && readinessPath.test(path))
        yield {
          object: workload.object,
          pointer: `${pointer}/livenessProbe/httpGet/path`,
          message: `the livenessProbe of container ${name} requests ${path}, which is for readiness.`,
        }
    }
  },
}
