import { valueOrDefault, volumeAt } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { usesObjectStorage } from './components.ts'
import { inContainer } from './places.ts'
import { sidecarPairs } from './prometheus.ts'

const ephemeralTypes = new Set(['emptyDir', 'ephemeral'])

export const uploadingPrometheusHasAPersistentVolume: Check = {
  name: 'uploading-prometheus-has-a-persistent-volume',
  id: 'TH007',
  question: 'data',
  severity: 'error',
  why: 'When the pod is deleted, blocks that are not uploaded yet are lost, and the blocks after the restart overlap with those before.',
  remedy: 'Mount a claim from volumeClaimTemplates of the StatefulSet at the path of --storage.tsdb.path.',
  source: 'https://thanos.io/tip/operating/troubleshooting.md/',
  *run(context) {
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      const path = valueOrDefault(prometheus, 'storage.tsdb.path')
      if (!usesObjectStorage(sidecar) || path === undefined || !path.startsWith('/')) continue
      const volume = volumeAt(prometheus.container, path)
      if (volume === undefined)
        yield {
          ...inContainer(prometheus.container),
          message: `the data of Prometheus at ${path} is not on a volume.`,
        }
      else if (ephemeralTypes.has(volume.type))
        yield {
          object: prometheus.container.workload.object,
          pointer: volume.pointer,
          message: `the data of Prometheus is on the volume ${volume.name}, which is deleted with the pod (${volume.type}).`,
        }
    }
  },
}
