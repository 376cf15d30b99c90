import { isOn, lastUse, type Program, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { hasFlag, programsNamed } from './components.ts'
import { sidecarPairs } from './prometheus.ts'

const unsafeFlags = [
  { flag: 'web.enable-admin-api', message: 'everyone who can reach Prometheus can delete its data.' },
  { flag: 'storage.tsdb.no-lockfile', message: 'no lock file prevents a second process from opening the database.' },
]

export const prometheusFlagsAreSafe: Check = {
  name: 'prometheus-flags-are-safe',
  id: 'TH042',
  question: 'security',
  severity: 'warning',
  why: 'With the admin API, every client can delete data, and the sidecar does not need that API. Without a lock file, two processes can open one database. A sidecar with --reloader flags reloads Prometheus through the lifecycle API.',
  remedy: 'Remove the flag.',
  source:
    'https://prometheus.io/docs/prometheus/latest/querying/api/#tsdb-admin-apis, https://thanos.io/tip/components/sidecar.md/',
  *run(context) {
    for (const prometheus of programsNamed(context, 'prometheus'))
      for (const { flag, message } of unsafeFlags) {
        const use = lastUse(prometheus, flag)
        if (use && !use.isNegated) yield { ...flagPlace(prometheus, use), message }
      }
    for (const { prometheus, sidecar } of sidecarPairs(context)) yield* reloadProblems(prometheus, sidecar)
  },
}

function* reloadProblems(prometheus: Program, sidecar: Program): Iterable<Problem> {
  const isReloader = hasFlag(sidecar, 'reloader.config-file') || hasFlag(sidecar, 'reloader.rule-dir')
  const method = valueOrDefault(sidecar, 'reloader.method') ?? 'http'
  if (isReloader && method === 'http' && !isOn(prometheus, 'web.enable-lifecycle'))
    yield {
      ...argumentsPlace(prometheus),
      message: 'the sidecar sends HTTP requests to reload Prometheus, but Prometheus refuses them.',
      remedy:
        'Remove the --reloader flags of the sidecar and add --config.auto-reload to Prometheus. Before Prometheus 3.12, add --web.enable-lifecycle.',
      severity: 'error',
    }
}
