import { patchField, removePath } from '../edits.ts'
import type { Scenario } from '../scenario.ts'

const store = { kind: 'StatefulSet', name: 'thanos-store' }
const query = { kind: 'Deployment', name: 'thanos-query' }
const storeContainer = '/spec/template/spec/containers/[name=thanos-store]'

/** Numbers of replicas, and resources. */
export const size: readonly Scenario[] = [
  {
    name: 'replicas-up',
    change: 'more replicas of a Deployment (`patches/replicas.yaml`: thanos-query 3 → 4)',
    edit: patchField(query, '/spec/replicas', 4),
  },
  {
    name: 'replicas-up-stateful',
    change: 'more replicas of a StatefulSet (thanos-store 3 → 5)',
    edit: patchField(store, '/spec/replicas', 5),
  },
  {
    name: 'replicas-down',
    change: 'fewer replicas of a StatefulSet (thanos-store 3 → 1)',
    edit: patchField(store, '/spec/replicas', 1),
  },
  {
    name: 'patch-removed',
    change: '`patches/replicas.yaml` removed: the replicas of the base',
    edit: removePath('patches/replicas.yaml'),
  },
  {
    name: 'resources',
    change: 'memory limit of a StatefulSet (thanos-store)',
    edit: patchField(store, `${storeContainer}/resources/limits/memory`, '20Gi'),
  },
]
