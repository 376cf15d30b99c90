import type { Check } from '../engine/check.ts'
import { removedApis } from './removed-apis.ts'

export const apiVersionIsServed = {
  name: 'api-version-is-served',
  question: 'acceptance',
  severity: 'error',
  why: 'The API server refuses an object of an API version that it no longer serves. Argo CD and Flux then stop, and do not sync the objects that follow.',
  remedy: 'Use the API that replaces it.',
  source: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  *run({ objects, kubernetesVersion }) {
    for (const object of objects) {
      const { apiVersion, kind } = object.object
      const removed = removedApis.find((api) => api.apiVersion === apiVersion && api.kinds.includes(kind))
      if (removed === undefined || isOlder(kubernetesVersion, removed.deprecatedIn)) continue
      const isRemoved = removed.removedIn !== undefined && !isOlder(kubernetesVersion, removed.removedIn)
      yield {
        object,
        pointer: '/apiVersion',
        severity: isRemoved ? 'error' : 'warning',
        message: isRemoved
          ? `Kubernetes ${removed.removedIn} removed ${kind} from ${apiVersion}.`
          : `Kubernetes ${removed.deprecatedIn} deprecated ${kind} of ${apiVersion}.`,
        remedy: `Use ${removed.replacement}.`,
      }
    }
  },
} satisfies Check

function isOlder(version: string, other: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major < otherMajor || (major === otherMajor && minor < otherMinor)
}
