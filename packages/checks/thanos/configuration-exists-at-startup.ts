import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { lastUse, lastValue, mountAt } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { withSidecar } from './prometheus.ts'

export const configurationExistsAtStartup: Check = {
  name: 'configuration-exists-at-startup',
  severity: 'warning',
  why: 'Containers of a pod start together. A Prometheus whose configuration the sidecar writes crashes until it has, and waits longer after each crash.',
  remedy:
    'Let Prometheus 3 fill in ${POD_NAME} by itself, or make the sidecar an init container with restartPolicy: Always and a startupProbe.',
  source:
    'https://prometheus.io/docs/prometheus/latest/migration/, https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/',
  *run(context) {
    for (const { prometheus, sidecar } of withSidecar(context)) {
      const path = lastValue(prometheus, 'config.file')
      if (path === undefined || lastValue(sidecar, 'reloader.config-envsubst-file') !== path) continue
      const { workload } = prometheus.container
      const isNative = listOf(workload.podSpec.initContainers).some(
        (container) => mappingOf(container).name === sidecar.container.name,
      )
      const volume = mountAt(prometheus.container, path)?.name
      const isPrepared = workload.containers.some(
        ({ isInit, mounts }) => isInit && mounts.some(({ name }) => name === volume),
      )
      const use = lastUse(prometheus, 'config.file')
      if (!isNative && !isPrepared)
        yield {
          ...(use ? flagPlace(prometheus, use) : argumentsPlace(prometheus)),
          message: `nobody has written ${path} yet when Prometheus starts: the sidecar starts with it.`,
        }
    }
  },
}
