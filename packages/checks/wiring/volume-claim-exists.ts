import type { Check } from '../engine/check.ts'
import { missingObjects } from '../engine/missing-objects.ts'

export const volumeClaimExists = {
  name: 'volume-claim-exists',
  id: 'TH044',
  question: 'references',
  severity: 'error',
  why: 'The scheduler never assigns a pod to a node if its PersistentVolumeClaim does not exist: the pod stays Pending.',
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
    // StatefulSet/prometheus creates data-prometheus-0 from its claim template data.
    const createdClaims = new Set(
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
        createdClaims.has(name) ||
        context.external.has(kind, name, namespace),
    )
  },
} satisfies Check
