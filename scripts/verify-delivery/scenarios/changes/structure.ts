import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import type { Kubectl } from '../../../kubectl.ts'
import {
  addComponent,
  all,
  createFile,
  removeComponent,
  removeField,
  replaceCode,
  revertToStart,
  setSetting,
} from '../edits.ts'
import type { Edit, Scenario } from '../scenario.ts'

const autoscaler = `import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import { labelsOf } from '../labels.ts'

const name = 'thanos-query'

export const autoscaler = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name, namespace: setting('namespace'), labels: labelsOf(name, 'query-layer'), annotations: inWave('queries') },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas: 2,
    maxReplicas: 6,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
  },
}

export default defineComponent('thanos-query-autoscaler', [autoscaler])
`

/** A policy that lets an environment leave the number of replicas to an autoscaler. */
const permitRemoval: Edit = ({ clone }) => {
  const file = join(clone, 'environments/policy.yaml')
  const policy = parseDocument(readFileSync(file, 'utf8'))
  const rules = (policy.get('patches') as YAMLSeq).items as YAMLMap[]
  for (const rule of rules) if (rule.get('path') === '/spec/replicas' && !rule.has('target')) rule.set('remove', true)
  writeFileSync(file, policy.toString({ lineWidth: 0 }))
}

/** A component of the base with an autoscaler. */
const addAutoscaler = all(
  createFile('base/components/thanos-query-autoscaler.ts', autoscaler),
  replaceCode(
    'base/index.ts',
    "import thanosQuery from './components/thanos-query.ts'\n",
    "import thanosQuery from './components/thanos-query.ts'\nimport thanosQueryAutoscaler from './components/thanos-query-autoscaler.ts'\n",
  ),
  replaceCode('base/index.ts', 'optional: [', 'optional: [thanosQueryAutoscaler, '),
  addComponent('thanos-query-autoscaler'),
)

/** The bucket of a Secret that a person creates, instead of a claim. The Secret of the claim has the same name. */
const existingSecret = setSetting('objectStorage', {
  provider: 'existing-secret',
  bucket: 'thanos-production',
  endpoint: 's3.example.com',
})

const store = 'base/components/thanos-store.ts'
const rule = 'base/components/thanos-rule.ts'

/** Objects that appear, disappear and move. */
export const structure: readonly Scenario[] = [
  { name: 'component-on', change: 'component added (thanos-receive)', edit: addComponent('thanos-receive') },
  {
    name: 'component-off',
    change: 'component removed (thanos-query-frontend)',
    edit: removeComponent('thanos-query-frontend'),
  },
  {
    name: 'service-type',
    change: 'type of a Service (thanos-query: NodePort, base)',
    edit: replaceCode(
      'base/components/thanos-query.ts',
      'spec: { selector, ports: [grpc, queryHttp] }',
      "spec: { type: 'NodePort', selector, ports: [grpc, queryHttp] }",
    ),
  },
  {
    name: 'no-longer-headless',
    change: '`clusterIP: None` of a Service removed (thanos-store, base)',
    edit: replaceCode(store, "spec: { clusterIP: 'None', selector:", 'spec: { selector:'),
  },
  {
    name: 'autoscaler-on',
    change: 'autoscaler of thanos-query added',
    edit: addAutoscaler,
  },
  {
    name: 'autoscaler-without-replicas',
    change: 'autoscaler of thanos-query added, and its replicas removed',
    edit: all(
      addAutoscaler,
      permitRemoval,
      removeField({ kind: 'Deployment', name: 'thanos-query' }, '/spec/replicas'),
    ),
  },
  {
    name: 'autoscaler-off',
    change: 'autoscaler of thanos-query removed',
    prepare: addAutoscaler,
    edit: revertToStart,
  },
  {
    name: 'later-wave',
    change: 'a later wave of a StatefulSet (thanos-store: data → queries, base)',
    edit: replaceCode(store, "inWave('data')", "inWave('queries')"),
  },
  {
    name: 'earlier-wave',
    change: 'an earlier wave of a StatefulSet (thanos-rule: queries → data, base)',
    edit: replaceCode(rule, "inWave('queries')", "inWave('data')"),
  },
  {
    name: 'kept-object',
    change: 'kept object out of git (`objectStorage`: rook → existing-secret)',
    edit: existingSecret,
  },
  {
    name: 'namespace',
    change: 'namespace (`namespace` in `environment.yaml`)',
    edit: setSetting('namespace', 'monitoring'),
    cleanUp: ({ kubectl }) => removeNamespace(kubectl, 'monitoring'),
  },
  {
    name: 'former-namespace',
    change: 'namespace, with the old one in `formerNamespaces`',
    edit: all(setSetting('namespace', 'monitoring'), setSetting('formerNamespaces', ['kube-monitor'])),
    cleanUp: ({ kubectl }) => removeNamespace(kubectl, 'monitoring'),
  },
]

async function removeNamespace(kubectl: Kubectl, name: string): Promise<void> {
  await kubectl.text(['delete', 'namespace', name, '--ignore-not-found', '--timeout=60s'])
}
