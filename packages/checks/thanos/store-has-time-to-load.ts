import { mappingOf } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { thanosPrograms } from './components.ts'
import { inContainer } from './places.ts'

export const storeHasTimeToLoad: Check = {
  name: 'store-has-time-to-load',
  id: 'TH030',
  question: 'availability',
  severity: 'warning',
  why: 'A store gateway is ready only after it has read the index of every block, which takes minutes for a large bucket. If a probe kills it earlier, it starts over and never becomes ready.',
  remedy:
    'Set failureThreshold times periodSeconds to at least 600 for the startupProbe, and to at least 60 for the livenessProbe.',
  source: 'https://thanos.io/tip/components/store.md/#probes',
  *run(context) {
    for (const { container } of thanosPrograms(context, 'store')) {
      yield* shortProbe(container, 'startupProbe', 600)
      yield* shortProbe(container, 'livenessProbe', 60)
    }
  },
}

function* shortProbe(container: Container, probe: string, minSeconds: number): Iterable<Problem> {
  if (container.fields[probe] === undefined) return
  const { failureThreshold = 3, periodSeconds = 10 } = mappingOf(container.fields[probe])
  if (typeof failureThreshold !== 'number' || typeof periodSeconds !== 'number') return
  const seconds = failureThreshold * periodSeconds
  if (seconds < minSeconds)
    yield {
      ...inContainer(container, probe),
      message: `the ${probe} restarts thanos store after ${seconds}s without a response.`,
    }
}
