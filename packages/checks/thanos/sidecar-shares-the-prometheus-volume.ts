import { mappingOf } from '@thanos-gitops/manifest'
import { type Container, mountAt, type Program, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { usesObjectStorage } from './components.ts'
import { inContainer, placeOfFlag } from './places.ts'
import { sidecarPairs } from './prometheus.ts'

/** The users of the images of Prometheus and Thanos. */
const prometheusImageUser = 65534
const thanosImageUser = 1001

export const sidecarSharesThePrometheusVolume: Check = {
  name: 'sidecar-shares-the-prometheus-volume',
  id: 'TH008',
  question: 'data',
  severity: 'error',
  why: 'The sidecar uploads the blocks in the folder of Prometheus, and writes thanos.shipper.json to that folder. With another folder, or with a user that cannot write there, it uploads nothing.',
  remedy:
    'Mount the volume of Prometheus in the sidecar, at the path of both --storage.tsdb.path and --tsdb.path. Run both containers as one user with one fsGroup.',
  source:
    'https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos/sidecar.go; Thanos’ image runs as user 1001, Prometheus’ as 65534',
  *run(context) {
    for (const { prometheus, sidecar } of sidecarPairs(context)) {
      if (!usesObjectStorage(sidecar)) continue
      yield* folderProblems(prometheus, sidecar)
      yield* permissionProblems(prometheus, sidecar)
    }
  },
}

function* folderProblems(prometheus: Program, sidecar: Program): Iterable<Problem> {
  const prometheusFolder = pathInVolume(prometheus.container, valueOrDefault(prometheus, 'storage.tsdb.path'))
  const sidecarFolder = pathInVolume(sidecar.container, valueOrDefault(sidecar, 'tsdb.path'))
  if (prometheusFolder === undefined || prometheusFolder === sidecarFolder) return
  const sidecarSource = sidecarFolder === undefined ? 'from a path without a volume' : `from volume ${sidecarFolder}`
  yield {
    ...placeOfFlag(sidecar, 'tsdb.path'),
    message: `the sidecar reads blocks ${sidecarSource}, but Prometheus writes them to volume ${prometheusFolder}.`,
  }
}

function* permissionProblems(prometheus: Program, sidecar: Program): Iterable<Problem> {
  const { container } = sidecar
  const { workload } = container
  const mount = mountAt(container, valueOrDefault(sidecar, 'tsdb.path') ?? '')
  if (mount?.readOnly)
    yield {
      object: workload.object,
      pointer: mount.pointer,
      message: 'the sidecar cannot write thanos.shipper.json, because this volume is mounted read-only.',
    }
  const prometheusUser = userOf(prometheus.container) ?? prometheusImageUser
  const sidecarUser = userOf(container) ?? thanosImageUser
  const { fsGroup } = mappingOf(workload.podSpec.securityContext)
  // An init container can change the permissions of the folder.
  const hasInitContainer = workload.containers.some(
    ({ isInit, mounts }) => isInit && mounts.some(({ name }) => name === mount?.name),
  )
  if (!hasInitContainer && prometheusUser !== sidecarUser && sidecarUser !== 0 && fsGroup === undefined)
    yield {
      ...inContainer(container),
      message: `the sidecar runs as user ${sidecarUser}, so it cannot write to the data of Prometheus, which runs as user ${prometheusUser}.`,
      remedy: 'Set runAsUser and fsGroup of the pod.',
    }
}

/** `data/prometheus`: the volume of an absolute path, and the path in the volume. */
function pathInVolume(container: Container, path: string | undefined): string | undefined {
  if (path === undefined || !path.startsWith('/')) return undefined
  const mount = mountAt(container, path)
  if (!mount) return undefined
  const folders = `${mount.subPath ?? ''}/${path.slice(mount.mountPath.length)}`.split('/').filter(Boolean)
  return [mount.name, ...folders].join('/')
}

function userOf({ fields, workload }: Container): number | undefined {
  const user = mappingOf(fields.securityContext).runAsUser ?? mappingOf(workload.podSpec.securityContext).runAsUser
  return typeof user === 'number' ? user : undefined
}
