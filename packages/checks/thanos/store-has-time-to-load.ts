import { mappingOf } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { thanosPrograms } from './components.ts'
import { inContainer } from './places.ts'

export const storeHasTimeToLoad: Check = {
  name: 'store-has-time-to-load',
  id: 'TH030',
  severity: 'warning',
  why: 'A store gateway is ready only when it has read the index of every block, minutes on a large bucket. A probe that kills it before makes it begin again, for ever.',
  remedy: 'Give a startupProbe ten minutes or more, and a livenessProbe one minute or more.',
  source: 'https://thanos.io/tip/components/store.md/#probes',
  *run(context) {
    for (const { container } of thanosPrograms(context, 'store')) {
      yield* shortProbe(container, 'startupProbe', 600)
      yield* shortProbe(container, 'livenessProbe', 60)
    }
  },
}

function* shortProbe(container: Container, probe: string, wanted: number): Iterable<Problem> {
  if (container.fields[probe] === undefined) return
  const { failureThreshold = 3, periodSeconds = 10 } = mappingOf(container.fields[probe])
  if (
    typeof failureThreshold !== 'number' ||
    typeof periodSeconds !== 'number' ||
    failureThreshold * periodSeconds >= wanted
  )
    return
  yield {
    ...inContainer(container, probe),
    message: `the ${probe} restarts the store after ${failureThreshold * periodSeconds}s without an answer.`,
  }
}
