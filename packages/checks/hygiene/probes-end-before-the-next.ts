import { mappingOf } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'

export const probesEndBeforeTheNext: Check = {
  name: 'probes-end-before-the-next',
  question: 'limits',
  severity: 'warning',
  why: 'The kubelet starts the next probe only when the last one has ended. With a timeout above the period, a slow program is restarted or removed from its Services later than the manifest states.',
  remedy: 'Set timeoutSeconds to at most periodSeconds.',
  source: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  *run({ containers }) {
    for (const container of containers)
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) yield* probeProblems(container, probe)
  },
}

function* probeProblems({ fields, workload, pointer, name }: Container, probe: string): Iterable<Problem> {
  const { timeoutSeconds: timeout = 1, periodSeconds: period = 10 } = mappingOf(fields[probe])
  if (typeof timeout !== 'number' || typeof period !== 'number' || timeout <= period) return
  yield {
    object: workload.object,
    pointer: `${pointer}/${probe}/timeoutSeconds`,
    message: `the ${probe} of container ${name} can take ${timeout}s, but has a period of ${period}s.`,
    remedy: `Set timeoutSeconds to at most ${period}, or periodSeconds to at least ${timeout}.`,
  }
}
