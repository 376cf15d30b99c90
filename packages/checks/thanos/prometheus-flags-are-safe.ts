import { isOn, lastUse, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { hasFlag, programsNamed } from './components.ts'
import { sidecarPairs } from './prometheus.ts'

export const prometheusFlagsAreSafe: Check = {
  name: 'prometheus-flags-are-safe',
  id: 'TH042',
  severity: 'warning',
  why: 'The admin API deletes data for whoever asks, and the sidecar does not need it. Without a lock file two processes can open one database. Without the lifecycle API the sidecar cannot reload Prometheus.',
  remedy: 'Remove the flag.',
  source:
    'https://prometheus.io/docs/prometheus/latest/querying/api/#tsdb-admin-apis, https://thanos.io/tip/components/sidecar.md/',
  *run(context) {
    for (const prometheus of programsNamed(context, 'prometheus')) {
      const admin = lastUse(prometheus, 'web.enable-admin-api')
      if (admin && !admin.isNegated)
        yield { ...flagPlace(prometheus, admin), message: 'anyone who reaches Prometheus can delete its data.' }
      const lockfile = lastUse(prometheus, 'storage.tsdb.no-lockfile')
      if (lockfile && !lockfile.isNegated)
        yield {
          ...flagPlace(prometheus, lockfile),
          message: 'nothing keeps a second process from opening the database.',
        }
    }
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      const reloads =
        (hasFlag(sidecar, 'reloader.config-file') || hasFlag(sidecar, 'reloader.rule-dir')) &&
        (valueOrDefault(sidecar, 'reloader.method') ?? 'http') === 'http'
      if (reloads && !isOn(prometheus, 'web.enable-lifecycle'))
        yield {
          ...argumentsPlace(prometheus),
          message: 'the sidecar reloads Prometheus by a request that it refuses.',
          remedy: 'Add --web.enable-lifecycle.',
          severity: 'error',
        }
    }
  },
}
