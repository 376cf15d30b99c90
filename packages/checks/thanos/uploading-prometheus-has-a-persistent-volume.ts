import { valueOrDefault, volumeAt } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { usesObjectStorage } from './components.ts'
import { inContainer } from './places.ts'
import { sidecarPairs } from './prometheus.ts'

const lost = new Set(['emptyDir', 'ephemeral'])

export const uploadingPrometheusHasAPersistentVolume: Check = {
  name: 'uploading-prometheus-has-a-persistent-volume',
  id: 'TH007',
  severity: 'error',
  why: 'What was not uploaded yet is lost with the pod, and blocks made after the restart overlap with those before.',
  remedy: 'Mount a claim of the StatefulSet’s volumeClaimTemplates at the path of --storage.tsdb.path.',
  source: 'https://thanos.io/tip/operating/troubleshooting.md/',
  *run(context) {
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      const path = valueOrDefault(prometheus, 'storage.tsdb.path')
      if (!usesObjectStorage(sidecar) || path === undefined || !path.startsWith('/')) continue
      const volume = volumeAt(prometheus.container, path)
      if (volume === undefined)
        yield { ...inContainer(prometheus.container), message: `the data of Prometheus at ${path} is on no volume.` }
      else if (lost.has(volume.type))
        yield {
          object: prometheus.container.workload.object,
          pointer: volume.pointer,
          message: `the data of Prometheus is on the volume ${volume.name}, which goes with the pod (${volume.type}).`,
        }
    }
  },
}
