import type { Check } from '../engine/check.ts'

export const statefulSetsKeepWhatIsImmutable: Check = {
  name: 'stateful-sets-keep-what-is-immutable',
  id: 'TH047',
  severity: 'error',
  why: 'Kubernetes refuses a StatefulSet whose claim templates, Service name or selector changed; Argo CD and Flux stop at it.',
  remedy: 'Delete the StatefulSet with --cascade=orphan before the change is synced.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/',
  undecidable: 'It compares two revisions; `diff` says which fields are refused.',
  *run() {},
}
