import { mappingOf } from '@thanos-gitops/manifest'
import { type Container, lastUse, mountAt, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check } from '../engine/check.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { usesObjectStorage } from './components.ts'
import { inContainer } from './places.ts'
import { sidecarPairs } from './prometheus.ts'

export const sidecarSharesThePrometheusVolume: Check = {
  name: 'sidecar-shares-the-prometheus-volume',
  id: 'TH008',
  severity: 'error',
  why: 'The sidecar uploads the blocks that it finds in Prometheus’ folder and writes thanos.shipper.json beside them; another folder or user uploads nothing.',
  remedy:
    'Mount the volume of Prometheus in the sidecar too, at the path of both --storage.tsdb.path and --tsdb.path, and run both as one user with one fsGroup.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/sidecar.go; Thanos’ image runs as user 1001, Prometheus’ as 65534',
  *run(context) {
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      if (!usesObjectStorage(sidecar)) continue
      const prometheusPath = pathInVolume(prometheus.container, valueOrDefault(prometheus, 'storage.tsdb.path'))
      const sidecarPath = pathInVolume(sidecar.container, valueOrDefault(sidecar, 'tsdb.path'))
      const use = lastUse(sidecar, 'tsdb.path')
      const place = use ? flagPlace(sidecar, use) : argumentsPlace(sidecar)
      if (prometheusPath !== undefined && prometheusPath !== sidecarPath)
        yield {
          ...place,
          message: `the sidecar looks for blocks in ${sidecarPath ?? 'no volume'}, and Prometheus writes them to ${prometheusPath}.`,
        }
      const mount = mountAt(sidecar.container, valueOrDefault(sidecar, 'tsdb.path') ?? '')
      if (mount?.readOnly)
        yield {
          object: sidecar.container.workload.object,
          pointer: mount.pointer,
          message: 'the sidecar cannot write to the data of Prometheus.',
        }
      const users = [userOf(prometheus.container) ?? 65534, userOf(sidecar.container) ?? 1001]
      const pod = mappingOf(sidecar.container.workload.podSpec.securityContext)
      // An init container may open the folder for everyone.
      const isPrepared = sidecar.container.workload.containers.some(
        ({ isInit, mounts }) => isInit && mounts.some(({ name }) => name === mount?.name),
      )
      if (!isPrepared && users[0] !== users[1] && users[1] !== 0 && pod.fsGroup === undefined)
        yield {
          ...inContainer(sidecar.container),
          message: `the sidecar runs as user ${users[1]} and cannot write to the data of Prometheus, which runs as ${users[0]}.`,
          remedy: 'Set runAsUser and fsGroup of the pod.',
        }
    }
  },
}

function pathInVolume(container: Container, path: string | undefined): string | undefined {
  if (path === undefined || !path.startsWith('/')) return undefined
  const mount = mountAt(container, path)
  if (!mount) return undefined
  const inside = `${mount.subPath ?? ''}/${path.slice(mount.mountPath.length)}`.split('/').filter(Boolean).join('/')
  return `${mount.name}${inside && `/${inside}`}`
}

function userOf({ fields, workload }: Container): number | undefined {
  const user = mappingOf(fields.securityContext).runAsUser ?? mappingOf(workload.podSpec.securityContext).runAsUser
  return typeof user === 'number' ? user : undefined
}
