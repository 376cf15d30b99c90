import type { Check } from '../engine/check.ts'
import { keysOf } from '../engine/created-objects.ts'
import { missingObjects } from '../engine/missing-objects.ts'
import { configReferences } from '../engine/references.ts'

export const configMapExists = {
  name: 'config-map-exists',
  id: 'TH044',
  question: 'references',
  severity: 'error',
  why: 'A pod that mounts or reads a missing ConfigMap does not start: it stays in ContainerCreating or CreateContainerConfigError.',
  remedy: 'Render the ConfigMap, or set optional: true in the reference.',
  source: 'https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps-as-files-from-a-pod',
  *run(context) {
    const references = [...configReferences(context)].filter(({ kind }) => kind === 'ConfigMap')
    yield* missingObjects(
      context,
      references,
      ({ kind, name, namespace }) => keysOf(context, kind, name, namespace) !== undefined,
    )
  },
} satisfies Check
