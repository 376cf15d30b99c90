import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { lastValue, mountAt } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { placeOfFlag } from './places.ts'
import { sidecarPairs } from './prometheus.ts'

export const configurationExistsAtStartup: Check = {
  name: 'configuration-exists-at-startup',
  question: 'startup',
  severity: 'warning',
  why: 'The containers of a pod start at the same time. If the sidecar writes the configuration of Prometheus, Prometheus crashes until the file exists, and Kubernetes waits longer after each crash.',
  remedy:
    'Let Prometheus 3 replace ${POD_NAME} in external labels itself, or run the sidecar as an init container with restartPolicy: Always and a startupProbe.',
  source:
    'https://prometheus.io/docs/prometheus/latest/migration/, https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/',
  *run(context) {
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      const path = lastValue(prometheus, 'config.file')
      if (path === undefined || lastValue(sidecar, 'reloader.config-envsubst-file') !== path) continue
      const { workload } = prometheus.container
      const isNativeSidecar = listOf(workload.podSpec.initContainers).some(
        (container) => mappingOf(container).name === sidecar.container.name,
      )
      const volume = mountAt(prometheus.container, path)?.name
      const hasInitContainer = workload.containers.some(
        ({ isInit, mounts }) => isInit && mounts.some(({ name }) => name === volume),
      )
      if (!isNativeSidecar && !hasInitContainer)
        yield {
          ...placeOfFlag(prometheus, 'config.file'),
          message: `${path} does not exist yet when Prometheus starts, because the sidecar that writes it starts at the same time.`,
        }
    }
  },
}
