import type { Check } from '../engine/check.ts'

export const volumesHaveOneSource = {
  name: 'volumes-have-one-source',
  question: 'acceptance',
  severity: 'error',
  why: 'The controller of a StatefulSet replaces a volume of the pod template with the claim template of the same name, without an error. The volume that the pod template defines is never mounted.',
  remedy: 'Give the volume another name, or remove it or the claim template.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/',
  *run({ workloads }) {
    for (const { object, volumes } of workloads) {
      const claims = new Set(volumes.filter(({ type }) => type === 'claimTemplate').map(({ name }) => name))
      for (const { name, type, pointer } of volumes)
        if (type !== 'claimTemplate' && claims.has(name))
          yield {
            object,
            pointer: `${pointer}/name`,
            message: `the claim template ${name} replaces the volume ${name} (${type}) of the pod template.`,
          }
    }
  },
} satisfies Check
