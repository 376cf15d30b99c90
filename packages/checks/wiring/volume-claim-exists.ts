import type { Check } from '../engine/check.ts'
import { missingObjects } from '../engine/missing-objects.ts'

export const volumeClaimExists = {
  name: 'volume-claim-exists',
  id: 'TH044',
  severity: 'error',
  why: 'A pod whose PersistentVolumeClaim is not there is never scheduled.',
  remedy: 'Render the claim, or let a StatefulSet create it from a volumeClaimTemplate.',
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes',
  *run(context) {
    const kind = 'PersistentVolumeClaim'
    const references = context.workloads.flatMap(({ object, namespace, volumes }) =>
      volumes.flatMap(({ type, source, pointer }) => {
        const name = source.claimName
        return type === 'persistentVolumeClaim' && typeof name === 'string'
          ? [{ object, namespace, kind, name, pointer: `${pointer}/persistentVolumeClaim/claimName` }]
          : []
      }),
    )
    // data-prometheus-0 is made by StatefulSet/prometheus from its claim template data.
    const made = new Set(
      context.workloads.flatMap(({ name, volumes, replicas = 0 }) =>
        volumes
          .filter(({ type }) => type === 'claimTemplate')
          .flatMap((volume) => Array.from({ length: replicas }, (_, ordinal) => `${volume.name}-${name}-${ordinal}`)),
      ),
    )
    yield* missingObjects(
      context,
      references,
      ({ name, namespace }) =>
        context.find(kind, namespace, name) !== undefined ||
        made.has(name) ||
        context.external.has(kind, name, namespace),
    )
  },
} satisfies Check
