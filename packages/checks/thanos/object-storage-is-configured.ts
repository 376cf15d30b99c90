import { programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { servesSeries, thanosPrograms, usesObjectStorage } from './components.ts'

export const objectStorageIsConfigured: Check = {
  name: 'object-storage-is-configured',
  id: 'TH025',
  question: 'startup',
  severity: 'error',
  why: 'A store gateway, a compactor and the bucket tools do not start without object storage. A sidecar, a ruler and a receiver start, but upload nothing.',
  remedy: 'Set --objstore.config-file.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/extkingpin/flags.go',
  *run(context) {
    for (const program of thanosPrograms(context)) {
      const { command = '' } = program
      if (usesObjectStorage(program)) continue
      if (command === 'store' || command === 'compact' || command.startsWith('tools bucket'))
        yield {
          ...argumentsPlace(program),
          message: `${programTitle(program)} has no object storage, so it does not start.`,
        }
      else if (servesSeries(program))
        yield {
          ...argumentsPlace(program),
          message: `${programTitle(program)} has no object storage, so it uploads nothing.`,
          severity: 'warning',
        }
    }
  },
}
