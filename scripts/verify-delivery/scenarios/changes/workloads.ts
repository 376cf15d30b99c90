import { all, environment, patchField, replaceCode, runCommand, setImageTag } from '../edits.ts'
import type { Scenario } from '../scenario.ts'

const query = { kind: 'Deployment', name: 'thanos-query' }
const store = { kind: 'StatefulSet', name: 'thanos-store' }
const thanos = 'quay.io/thanos/thanos'

/** Pod templates, and what is next to them. */
export const workloads: readonly Scenario[] = [
  {
    name: 'image',
    change: 'image of all Thanos workloads (`images` in `environment.yaml`)',
    edit: setImageTag(thanos, 'v0.42.3'),
  },
  {
    name: 'broken-image',
    change: 'image that never becomes ready (all Thanos workloads)',
    edit: setImageTag(thanos, 'v0.0.0-broken'),
    brokenImage: 'v0.0.0-broken',
  },
  {
    name: 'argument',
    change: 'argument of a Deployment (thanos-query `--query.timeout`)',
    edit: patchField(
      query,
      '/spec/template/spec/containers/[name=thanos-query]/args/[--query.timeout]',
      '--query.timeout=5m',
    ),
  },
  {
    name: 'arguments-of-two-waves',
    change: 'arguments of two waves (thanos-store, thanos-query)',
    edit: all(
      patchField(
        store,
        '/spec/template/spec/containers/[name=thanos-store]/args/[--ignore-deletion-marks-delay]',
        '--ignore-deletion-marks-delay=12h',
      ),
      patchField(
        query,
        '/spec/template/spec/containers/[name=thanos-query]/args/[--query.max-concurrent]',
        '--query.max-concurrent=30',
      ),
    ),
  },
  {
    name: 'restart',
    change: 'new credentials of the bucket (`thanos-gitops restart` of the workloads that read them)',
    edit: runCommand(
      'restart',
      environment,
      ...['prometheus', 'thanos-store', 'thanos-compact', 'thanos-rule'],
      ...['--reason', 'new credentials of the bucket'],
    ),
  },
  {
    name: 'annotation',
    change: 'annotation of a StatefulSet, outside its pod template (base)',
    edit: replaceCode(
      'base/components/thanos-store.ts',
      "annotations: inWave('data') }",
      "annotations: { ...inWave('data'), 'example.com/owner': 'platform' } }",
    ),
  },
  {
    name: 'disruption-budget',
    change: 'PodDisruptionBudget of thanos-store: two pods instead of one (base)',
    edit: replaceCode(
      'base/components/thanos-store.ts',
      'spec: { ...oneAtATime, selector: { matchLabels: selectorOfShard } }',
      'spec: { ...oneAtATime, maxUnavailable: 2, selector: { matchLabels: selectorOfShard } }',
    ),
  },
]
