import { nearest } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { keysOf } from '../engine/created-objects.ts'
import { configReferences } from '../engine/references.ts'

export const configKeyExists = {
  name: 'config-key-exists',
  id: 'TH044',
  severity: 'error',
  why: 'A variable or a mounted file whose key the ConfigMap or Secret does not have keeps the container from being created.',
  remedy: 'Name a key that is there, or add it.',
  source: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#restrictions',
  *run(context) {
    for (const { object, pointer, kind, name, namespace, key } of configReferences(context)) {
      const keys = key === undefined ? undefined : keysOf(context, kind, name, namespace)
      if (key === undefined || keys === undefined || keys === 'unknown' || keys.includes(key)) continue
      const near = nearest(key, keys)
      yield {
        object,
        pointer,
        message: `${kind}/${name} has no key ${key}.`,
        remedy: near === undefined ? `Its keys are ${keys.join(', ') || 'none'}.` : `Did you mean ${near}?`,
      }
    }
  },
} satisfies Check
