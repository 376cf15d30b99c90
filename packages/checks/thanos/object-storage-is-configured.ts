import { programTitle } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace } from '../engine/programs.ts'
import { isStatelessRuler, receiveMode, thanosPrograms, usesObjectStorage } from './components.ts'

export const objectStorageIsConfigured: Check = {
  name: 'object-storage-is-configured',
  id: 'TH025',
  severity: 'error',
  why: 'Store gateway, compactor and bucket tools do not start without object storage. Sidecar, ruler and receiver start, and upload nothing.',
  remedy: 'Give --objstore.config-file.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/extkingpin/flags.go',
  *run(context) {
    for (const program of thanosPrograms(context)) {
      const { command = '' } = program
      if (usesObjectStorage(program)) continue
      if (command === 'store' || command === 'compact' || command.startsWith('tools bucket'))
        yield {
          ...argumentsPlace(program),
          message: `${programTitle(program)} has no object storage, and does not start.`,
        }
      else if (
        command === 'sidecar' ||
        (command === 'rule' && !isStatelessRuler(program)) ||
        (command === 'receive' && receiveMode(program) !== 'router')
      )
        yield {
          ...argumentsPlace(program),
          message: `${programTitle(program)} has no object storage, and uploads nothing.`,
          severity: 'warning',
        }
    }
  },
}
