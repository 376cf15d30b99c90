import { listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'

const kindOfVolumeType = new Map([
  ['secret', 'Secret'],
  ['configMap', 'ConfigMap'],
])

export const configurationIsMountedReadOnly: Check = {
  name: 'configuration-is-mounted-read-only',
  question: 'security',
  severity: 'warning',
  why: 'Kubernetes mounts Secrets and ConfigMaps read-only even if the manifest sets readOnly: false. A program that relies on that setting cannot write.',
  remedy: 'Set readOnly: true.',
  source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  *run(context) {
    const workloads = new Set(programsIn(context).map(({ container }) => container.workload))
    for (const { containers } of workloads) for (const container of containers) yield* mountProblems(container)
  },
}

function* mountProblems({ workload, fields, pointer }: Container): Iterable<Problem> {
  for (const [index, mount] of listOf(fields.volumeMounts).entries()) {
    const { name, readOnly } = mappingOf(mount)
    const kind = kindOfVolumeType.get(workload.volumes.find((volume) => volume.name === name)?.type ?? '')
    if (readOnly === false && kind !== undefined)
      yield {
        object: workload.object,
        pointer: `${pointer}/volumeMounts/${index}/readOnly`,
        message: `the ${kind} in volume ${String(name)} is mounted with readOnly: false.`,
      }
  }
}
