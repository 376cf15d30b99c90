// Runbooks whose commands only read, or keep a volume: the changes that make `diff` print them, and objects that the commands find.

import { diffWithServer } from '@thanos-gitops/diff'
import type { KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import { applicationOf } from '@thanos-gitops/workspace/comparison'
import type { Tool } from '../delivery-rig.ts'
import { kubernetesMinor } from '../tool-rig.ts'
import type { Execution } from './execution.ts'

export interface ReadOnlyCase {
  /** The identifier of the runbook that `diff` must print. */
  readonly runbook: string
  readonly before: KubernetesObject
  /** None if the object is removed. */
  readonly after?: KubernetesObject
  /** The tool whose kinds the case needs. */
  readonly tool?: Tool
}

const namespace = 'procedures'
const rbac = 'rbac.authorization.k8s.io/v1'

type Fields = Readonly<Record<string, unknown>>

const object = (
  apiVersion: string,
  kind: string,
  name: string,
  fields: Fields,
  isNamespaced = true,
): KubernetesObject =>
  ({ apiVersion, kind, metadata: { name, ...(isNamespaced ? { namespace } : {}) }, ...fields }) as KubernetesObject

const claim = (storage: string) =>
  object('v1', 'PersistentVolumeClaim', 'data', {
    spec: { storageClassName: 'standard', accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  })

const role = (verb: string) =>
  object(rbac, 'Role', 'reader', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: [verb] }] })

const deployment = (replicas: number) =>
  object('apps/v1', 'Deployment', 'web', {
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'example.com/web:v1.0.0' }] },
      },
    },
  })

const crdNames = { plural: 'widgets', singular: 'widget', kind: 'Widget' }
const crdVersion = {
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: 'object' } },
}

const securedNamespace = (level: string): KubernetesObject =>
  ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'procedures-secured', labels: { 'pod-security.kubernetes.io/enforce': level } },
  }) as unknown as KubernetesObject

const kustomization = (suspend: boolean) =>
  object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'stack', {
    spec: { interval: '10m', prune: true, suspend, path: './', sourceRef: { kind: 'GitRepository', name: 'none' } },
  })

const readOnlyCases: readonly ReadOnlyCase[] = [
  { runbook: 'replace-claim', before: claim('2Gi'), after: claim('1Gi') },
  { runbook: 'keep-or-delete', before: claim('2Gi') },
  { runbook: 'keep-or-delete', before: object('v1', 'Namespace', namespace, {}, false) },
  {
    runbook: 'keep-or-delete',
    before: object(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      'widgets.example.com',
      { spec: { group: 'example.com', names: crdNames, scope: 'Namespaced', versions: [crdVersion] } },
      false,
    ),
  },
  { runbook: 'grant-less', before: role('get'), after: role('*') },
  {
    runbook: 'remove-binding',
    before: object(rbac, 'RoleBinding', 'reader', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
    }),
  },
  {
    runbook: 'remove-network-policy',
    before: object('networking.k8s.io/v1', 'NetworkPolicy', 'deny', { spec: { podSelector: {} } }),
  },
  {
    runbook: 'remove-storage-class',
    before: object('storage.k8s.io/v1', 'StorageClass', 'procedures', { provisioner: 'example.com/none' }, false),
  },
  { runbook: 'confirm-risk', before: securedNamespace('restricted'), after: securedNamespace('baseline') },
  { runbook: 'suspend', before: kustomization(false), after: kustomization(true), tool: 'flux' },
  {
    runbook: 'remove-object',
    before: object('v1', 'Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }),
  },
  { runbook: 'remove-object', before: deployment(2) },
  { runbook: 'scale-down', before: deployment(2), after: deployment(0) },
]

/** The identifiers of the runbooks, without those about kinds that only the other tool has. */
export const readOnlyRunbooks = (tool?: Tool): readonly string[] => [
  ...new Set(
    readOnlyCases.filter((one) => (one.tool ?? tool) === tool || tool === undefined).map(({ runbook }) => runbook),
  ),
]

/** Runs the commands of each case while its object is in the cluster, in a namespace of its own. */
export async function runReadOnly(execution: Execution): Promise<void> {
  const { kubectl, tool } = execution.rig
  const cases = readOnlyCases.filter((one) => (one.tool ?? tool) === tool)
  const objects = [...new Set([object('v1', 'Namespace', namespace, {}, false), ...cases.map(({ before }) => before)])]
  const stream = objects.map((one) => `---\n${JSON.stringify(one)}\n`).join('')
  await kubectl.text(['apply', '--server-side', '-f', '-'], stream)
  try {
    const bound = '--for=jsonpath={.status.phase}=Bound'
    await kubectl.text(['wait', 'pvc/data', `--namespace=${namespace}`, bound, '--timeout=60s'])
    for (const one of cases) await runCase(execution, one)
    await findNames(execution)
    const policies = await kubectl.text([
      'get',
      'pv',
      '-o',
      'jsonpath={range .items[*]}{.spec.claimRef.namespace}={.spec.persistentVolumeReclaimPolicy} {end}',
    ])
    execution.expect(policies.includes(`${namespace}=Retain`), `the volume of the old claim is not kept: ${policies}`)
  } finally {
    await kubectl.call(['delete', '--wait=false', '--ignore-not-found', '-f', '-'], stream)
  }
}

/** The step about names, which only a diff of manifests without an environment prints. */
async function findNames(execution: Execution): Promise<void> {
  const { tool } = execution.rig
  const job = (image: string): KubernetesObject =>
    object('batch/v1', 'Job', 'work', {
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'work', image }] } } },
    })
  const sides = { before: [sourced(job('example.com/work:v1.0.0'))], after: [sourced(job('example.com/work:v2.0.0'))] }
  const [diff] = await diffWithServer([{ name: 'folders', ...sides, delivery: tool }])
  const step = diff!.objects[0]?.remedy?.steps.find(({ text }) => text.startsWith('In the commands, replace CONTEXT'))
  const output = await execution.run(step?.commands ?? [])
  execution.expect(output.includes(`thanos-${execution.rig.environment}`), `the names are not in ${output}`)
}

async function runCase(execution: Execution, { runbook, before, after }: ReadOnlyCase): Promise<void> {
  const { environment, tool, clone } = execution.rig
  const [diff] = await diffWithServer([
    {
      name: environment,
      before: [sourced(before)],
      after: after === undefined ? [] : [sourced(after)],
      kubernetesVersion: kubernetesMinor as '1.36',
      delivery: tool,
      ...applicationOf(clone, environment),
      declaredRemovals: [`${before.kind}/${before.metadata.name}`],
    },
  ])
  const { remedy } = diff!.objects[0] ?? {}
  if (remedy?.id !== runbook)
    throw new Error(`diff prints ${remedy?.id ?? 'no procedure'} for ${before.kind}, and not ${runbook}`)
  for (const { commands = [] } of remedy.steps) if (commands.length > 0) await execution.run(commands)
  execution.carriedOut.add(runbook)
}

const sourced = (one: KubernetesObject): SourcedObject => ({
  object: one,
  place: () => ({ file: 'case.yaml', line: 1 }),
})
