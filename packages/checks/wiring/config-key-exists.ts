import { didYouMean } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { keysOf } from '../engine/created-objects.ts'
import { configReferences } from '../engine/references.ts'

export const configKeyExists = {
  name: 'config-key-exists',
  id: 'TH044',
  question: 'references',
  severity: 'error',
  why: 'The kubelet does not create a container if one of its variables or mounted files refers to a key that the ConfigMap or Secret does not have. For a mount with subPath, it creates an empty folder instead of the file.',
  remedy: 'Refer to an existing key, or add the key.',
  source: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#restrictions',
  *run(context) {
    for (const { object, pointer, kind, name, namespace, key } of configReferences(context)) {
      const keys = key === undefined ? undefined : keysOf(context, kind, name, namespace)
      if (key === undefined || keys === undefined || keys === 'unknown' || keys.includes(key)) continue
      yield {
        object,
        pointer,
        message: `${kind}/${name} has no key ${key}.`,
        cause: `${kind}/${namespace}/${name}/${key}`,
        remedy:
          didYouMean(key, keys) ?? (keys.length === 0 ? 'Add the key.' : `Use one of its keys: ${keys.join(', ')}.`),
      }
    }
  },
} satisfies Check
