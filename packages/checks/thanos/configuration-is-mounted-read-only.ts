import { listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'

export const configurationIsMountedReadOnly: Check = {
  name: 'configuration-is-mounted-read-only',
  severity: 'warning',
  why: 'Kubernetes mounts Secrets and ConfigMaps read-only whatever is said; a manifest that says otherwise expects something that does not happen.',
  remedy: 'Write readOnly: true.',
  source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  *run(context) {
    const workloads = new Set(programsIn(context).map(({ container }) => container.workload))
    for (const { containers, volumes, object } of workloads)
      for (const container of containers)
        for (const [index, mount] of listOf(container.fields.volumeMounts).entries()) {
          const { name, readOnly } = mappingOf(mount)
          const type = volumes.find((volume) => volume.name === name)?.type
          if (readOnly === false && (type === 'secret' || type === 'configMap'))
            yield {
              object,
              pointer: `${container.pointer}/volumeMounts/${index}/readOnly`,
              message: `the ${type === 'secret' ? 'Secret' : 'ConfigMap'} in volume ${String(name)} is mounted for writing.`,
            }
        }
  },
}
