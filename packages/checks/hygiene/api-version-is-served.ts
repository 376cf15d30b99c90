import type { Check } from '../engine/check.ts'
import { removedApis } from './removed-apis.ts'

export const apiVersionIsServed = {
  name: 'api-version-is-served',
  severity: 'error',
  why: 'An API that the cluster’s Kubernetes version no longer serves is refused at apply; Argo CD and Flux stop at it, and nothing behind it is synced.',
  remedy: 'Move to the API that took its place.',
  source: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  *run({ objects, kubernetesVersion }) {
    for (const object of objects) {
      const { apiVersion, kind } = object.object
      const removed = removedApis.find((api) => api.apiVersion === apiVersion && api.kinds.includes(kind))
      if (removed === undefined || isOlder(kubernetesVersion, removed.deprecatedIn)) continue
      const isGone = removed.removedIn !== undefined && !isOlder(kubernetesVersion, removed.removedIn)
      yield {
        object,
        pointer: '/apiVersion',
        severity: isGone ? 'error' : 'warning',
        message: isGone
          ? `${kind} of ${apiVersion} is gone since Kubernetes ${removed.removedIn}.`
          : `${kind} of ${apiVersion} is deprecated since Kubernetes ${removed.deprecatedIn}.`,
        remedy: `Use ${removed.use}.`,
      }
    }
  },
} satisfies Check

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = than.split('.').map(Number)
  return major < otherMajor || (major === otherMajor && minor < otherMinor)
}
