import { describe, expect, it } from 'vitest'
import { explainPods } from './explain-pods.ts'
import type { Pod, PodFacts } from './pod-facts.ts'
import { where } from './testing.ts'

const since = '2026-11-26T10:00:00Z'
const pod = (name: string, status: object, spec: object = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'kube-monitor',
    labels: { 'app.kubernetes.io/name': name.replace(/-\w+$/, '') },
    ownerReferences: [{ kind: 'StatefulSet', name: name.replace(/-\w+$/, '') }],
    creationTimestamp: since,
  },
  spec,
  status: { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: since }], ...status },
})
const waiting = (reason: string, message: string, more: object = {}) => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'prometheus', state: { waiting: { reason, message } }, ...more }],
})
const event = (kind: string, name: string, reason: string, message: string) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e' },
  type: 'Warning',
  reason,
  message,
  lastTimestamp: since,
  firstTimestamp: since,
  involvedObject: { kind, name },
})
const facts = (more: Partial<PodFacts>): PodFacts => ({ pods: [], claims: [], events: [], workloads: [], ...more })
const only = (more: Partial<PodFacts>) => {
  const problems = explainPods(facts(more), where)
  expect(problems).toHaveLength(1)
  return problems[0]!
}

describe('explainPods', () => {
  it('reports nothing about pods that are ready, finished or being deleted', () =>
    expect(
      explainPods(
        facts({
          pods: [
            pod('a-0', { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }),
            pod('b-0', { phase: 'Succeeded' }),
            { ...pod('c-0', { phase: 'Running' }), metadata: { name: 'c-0', deletionTimestamp: since } },
          ],
        }),
        where,
      ),
    ).toEqual([]))

  it('reports a broken image, once for the pods of a workload', () => {
    const message = 'Back-off pulling image "quay.io/prometheus/prometheus:v3.99.0"'
    const problem = only({
      pods: ['prometheus-0', 'prometheus-1'].map((name) => pod(name, waiting('ImagePullBackOff', message))),
    })
    expect(problem).toMatchObject({
      state: 'unhealthy',
      subject: 'Pod/prometheus-0',
      reasons: [`prometheus: ImagePullBackOff: ${message}`, 'The same: prometheus-1'],
      since,
    })
    expect(problem.next![0]!.text).toContain('environments/production/environment.yaml')
  })

  it('reports a missing Secret', () =>
    expect(
      only({ pods: [pod('prometheus-0', waiting('CreateContainerConfigError', 'secret "thanos-bucket" not found'))] })
        .next![0]!.text,
    ).toContain('The Secret thanos-bucket does not exist.'))

  it('reports a volume that cannot be mounted, from the events', () =>
    expect(
      only({
        pods: [pod('prometheus-0', waiting('ContainerCreating', ''))],
        events: [
          event('Pod', 'prometheus-1', 'FailedMount', 'of another pod'),
          event(
            'Pod',
            'prometheus-0',
            'FailedMount',
            'MountVolume.SetUp failed for volume "config" : configmap "prometheus" not found',
          ),
        ],
      }),
    ).toMatchObject({
      reasons: ['FailedMount: MountVolume.SetUp failed for volume "config" : configmap "prometheus" not found'],
      next: [{ text: expect.stringContaining('The ConfigMap prometheus does not exist.') as string }],
    }))

  it('reports the last exit of a container that restarts, with the command for its output', () =>
    expect(
      only({
        pods: [
          pod(
            'prometheus-0',
            waiting('CrashLoopBackOff', 'back-off', {
              restartCount: 7,
              lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
            }),
          ),
        ],
      }),
    ).toMatchObject({
      reasons: ['prometheus: CrashLoopBackOff after 7 restarts: exit code 137, OOMKilled'],
      next: [
        {
          text: expect.stringContaining('Raise the memory limit') as string,
          commands: [
            'kubectl --context prod --namespace kube-monitor logs prometheus-0 --container prometheus --previous',
          ],
        },
      ],
    }))

  const unscheduled = (message: string) => ({
    phase: 'Pending',
    conditions: [
      { type: 'PodScheduled', status: 'False', message },
      { type: 'Ready', status: 'False', lastTransitionTime: since },
    ],
  })

  it('reports a claim that is not bound, with its event', () =>
    expect(
      only({
        pods: [
          pod('prometheus-0', unscheduled('pod has unbound immediate PersistentVolumeClaims'), {
            volumes: [{ persistentVolumeClaim: { claimName: 'data-prometheus-0' } }],
          }),
        ],
        claims: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'data-prometheus-0' },
            status: { phase: 'Pending' },
          },
        ],
        events: [
          event(
            'PersistentVolumeClaim',
            'data-prometheus-0',
            'ProvisioningFailed',
            'storageclass.storage.k8s.io "fast" not found',
          ),
        ],
      }),
    ).toMatchObject({
      reasons: ['Pending: the claim data-prometheus-0 is not bound: storageclass.storage.k8s.io "fast" not found'],
      next: [{ commands: ['kubectl --context prod get storageclass'] }],
    }))

  it('reports missing capacity', () =>
    expect(
      only({ pods: [pod('prometheus-0', unscheduled('0/3 nodes are available: 3 Insufficient memory.'))] }).reasons,
    ).toEqual(['Pending: 0/3 nodes are available: 3 Insufficient memory.']))

  const workload = (status: object): PodFacts['workloads'][number] => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'prometheus', namespace: 'kube-monitor' },
    spec: { replicas: 2 },
    status: status as Readonly<Record<string, unknown>>,
  })

  it('reports a quota that refuses pods', () =>
    expect(
      only({
        workloads: [workload({ replicas: 1, readyReplicas: 1, updatedReplicas: 1 })],
        events: [
          event(
            'StatefulSet',
            'prometheus',
            'FailedCreate',
            'create Pod prometheus-1 in StatefulSet prometheus failed error: pods "prometheus-1" is forbidden: exceeded quota: small, requested: requests.cpu=2',
          ),
        ],
      }),
    ).toMatchObject({
      subject: 'StatefulSet/prometheus',
      reasons: ['1 of 2 ready, 1 updated', expect.stringContaining('exceeded quota: small') as string],
      next: [{ text: expect.stringContaining('The quota of the namespace is exhausted') as string }],
    }))

  it.each([
    ['OrderedReady', 'old', ['kubectl --context prod --namespace kube-monitor delete pod prometheus-0']],
    ['OrderedReady', 'new', []],
    ['Parallel', 'old', []],
  ])(
    'names the command that replaces a pod of a StatefulSet with %s and the %s revision: %s',
    (policy, revision, commands) => {
      const broken = pod('prometheus-0', waiting('ErrImagePull', 'x'))
      const labels = { ...broken.metadata.labels, 'controller-revision-hash': revision }
      const { next } = only({
        pods: [{ ...broken, metadata: { ...broken.metadata, labels } }],
        workloads: [
          {
            ...workload({ replicas: 2, readyReplicas: 1, updatedReplicas: 2, updateRevision: 'new' }),
            spec: { replicas: 2, podManagementPolicy: policy },
          },
        ],
      })
      expect(next!.flatMap((step) => step.commands ?? [])).toEqual(commands)
    },
  )

  it('does not repeat a workload whose pods have the cause', () =>
    expect(
      explainPods(
        facts({
          workloads: [workload({ replicas: 2, readyReplicas: 1, updatedReplicas: 2 })],
          pods: [pod('prometheus-0', waiting('ErrImagePull', 'x'))],
        }),
        where,
      ),
    ).toHaveLength(1))
})
