import { durationOf, lastUse, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { withSidecar } from './prometheus.ts'
import { has, uploads } from './stack.ts'

export const blockDurationsAllowUploads: Check = {
  name: 'block-durations-allow-uploads',
  id: 'TH005',
  severity: 'error',
  why: 'A sidecar that uploads refuses to start beside a Prometheus that compacts its blocks itself: it would upload blocks that change.',
  remedy:
    'Set --storage.tsdb.min-block-duration=2h and --storage.tsdb.max-block-duration=2h, or let Prometheus wait for the sidecar by --storage.tsdb.delay-compact-file.path.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/sidecar.go',
  *run(context) {
    for (const { prometheus, sidecar } of withSidecar(context)) {
      if (!uploads(sidecar) || has(sidecar, 'shipper.ignore-unequal-block-size')) continue
      const delay = lastUse(prometheus, 'storage.tsdb.delay-compact-file.path')
      if (delay?.value !== undefined && delay.value !== '') {
        const wanted = `${(valueOrDefault(prometheus, 'storage.tsdb.path') ?? 'data/').replace(/\/$/, '')}/${valueOrDefault(sidecar, 'shipper.meta-file-name') ?? 'thanos.shipper.json'}`
        if (delay.value !== wanted && !delay.value.includes('$('))
          yield {
            ...flagPlace(prometheus, delay),
            message: `the sidecar marks uploaded blocks in ${wanted}, and Prometheus waits for ${delay.value}.`,
            remedy: `Set --storage.tsdb.delay-compact-file.path=${wanted}.`,
          }
        continue
      }
      const use =
        lastUse(prometheus, 'storage.tsdb.max-block-duration') ?? lastUse(prometheus, 'storage.tsdb.min-block-duration')
      const place = use ? flagPlace(prometheus, use) : argumentsPlace(prometheus)
      const shortest = valueOrDefault(prometheus, 'storage.tsdb.min-block-duration') ?? '2h'
      const longest = valueOrDefault(prometheus, 'storage.tsdb.max-block-duration')
      if (longest === undefined)
        yield { ...place, message: 'Prometheus compacts its blocks, and the sidecar uploads them.' }
      else if (
        durationOf(prometheus, 'storage.tsdb.min-block-duration') !==
        durationOf(prometheus, 'storage.tsdb.max-block-duration')
      )
        yield {
          ...place,
          message: `blocks of Prometheus are ${shortest} at least and ${longest} at most; the sidecar expectedPort them equal.`,
        }
      else if (durationOf(prometheus, 'storage.tsdb.max-block-duration') !== 72e5)
        yield {
          ...place,
          message: `blocks of ${longest} leave Prometheus later than those of 2h.`,
          severity: 'warning',
        }
    }
  },
}
