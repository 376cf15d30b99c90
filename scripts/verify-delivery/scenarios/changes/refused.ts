import { all, patchField, removeComponent, replaceCode, revertToStart } from '../edits.ts'
import type { Scenario } from '../scenario.ts'

const store = { kind: 'StatefulSet', name: 'thanos-store' }
const frontend = 'base/components/thanos-query-frontend.ts'
const largerVolume = patchField(store, '/spec/volumeClaimTemplates/0/spec/resources/requests/storage', '200Gi')
const queryTimeout = patchField(
  { kind: 'Deployment', name: 'thanos-query' },
  '/spec/template/spec/containers/[name=thanos-query]/args/[--query.timeout]',
  '--query.timeout=5m',
)

/** What the API server refuses. */
export const refused: readonly Scenario[] = [
  {
    name: 'storage-size',
    change: 'larger volumes of a StatefulSet (thanos-store)',
    edit: largerVolume,
  },
  {
    name: 'storage-class',
    change: 'another storage class of a StatefulSet (thanos-store)',
    edit: patchField(store, '/spec/volumeClaimTemplates/0/spec/storageClassName', 'gp3'),
  },
  {
    name: 'selector',
    change: 'selector of a Deployment (thanos-query-frontend, base)',
    edit: replaceCode(
      frontend,
      'const selector = selectorOf(labels)',
      "const selector = { ...selectorOf(labels), 'app.kubernetes.io/part-of': 'thanos' }",
    ),
  },
  {
    name: 'headless',
    change: 'Service becomes headless (`clusterIP: None` of thanos-query, base)',
    edit: replaceCode(
      'base/components/thanos-query.ts',
      'spec: { selector, ports: [grpc, queryHttp] }',
      "spec: { selector, ports: [grpc, queryHttp], clusterIP: 'None' }",
    ),
  },
  {
    name: 'recreate-strategy',
    change: 'strategy `Recreate` of a Deployment (thanos-query-frontend, base)',
    edit: replaceCode(
      frontend,
      '    replicas: 2,\n    selector: { matchLabels: selector },',
      "    replicas: 2,\n    strategy: { type: 'Recreate' },\n    selector: { matchLabels: selector },",
    ),
  },
  {
    name: 'ordered-ready',
    change: '`podManagementPolicy: OrderedReady` of a StatefulSet (thanos-store, base)',
    edit: replaceCode(
      'base/components/thanos-store.ts',
      "podManagementPolicy: 'Parallel'",
      "podManagementPolicy: 'OrderedReady'",
    ),
  },
  {
    name: 'refused-among-others',
    change:
      'refused volume size of thanos-store, with configuration, arguments of the same and of a later wave, and a removed component',
    edit: all(
      largerVolume,
      patchField({ kind: 'ConfigMap', name: 'prometheus' }, '/data/prometheus.yaml/global/scrape_interval', '1m'),
      patchField(
        { kind: 'StatefulSet', name: 'thanos-compact' },
        '/spec/template/spec/containers/[name=thanos-compact]/args/[--log.level]',
        '--log.level=debug',
      ),
      queryTimeout,
      removeComponent('thanos-query-frontend'),
    ),
  },
  {
    name: 'immutable-config-map',
    change: 'data of an immutable ConfigMap (thanos-query, base)',
    prepare: replaceCode(
      'base/components/thanos-query.ts',
      "kind: 'ConfigMap',\n  metadata: { name, namespace, labels },\n",
      "kind: 'ConfigMap',\n  metadata: { name, namespace, labels },\n  immutable: true,\n",
    ),
    edit: replaceCode('base/components/thanos-query.ts', '{ address: sidecar }', '{ address: sidecar, strict: true }'),
    // An immutable ConfigMap cannot become mutable.
    restore: async ({ kubectl, namespace }) => {
      await kubectl.text(['delete', 'configmap', 'thanos-query', `--namespace=${namespace}`])
    },
  },
  {
    name: 'revert-during-failed-sync',
    change: 'revert of a refused change while its sync is retried',
    prepare: all(largerVolume, queryTimeout),
    preparationFails: true,
    edit: revertToStart,
  },
]
