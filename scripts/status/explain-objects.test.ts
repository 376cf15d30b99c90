import { describe, expect, it } from 'vitest'
import { type Extra, explainComparison, explainExtras } from './explain-objects.ts'
import { oldCommit, where } from './testing.ts'

const extra = (kind: string, name: string, metadata: object = {}, more: object = {}): Extra => ({
  object: { apiVersion: 'v1', kind, metadata: { name, namespace: 'kube-monitor', ...metadata }, ...more },
})
const explained = (extras: readonly Extra[], formerNamespaces: readonly string[] = []) =>
  explainExtras(
    extras,
    formerNamespaces,
    ['kube-monitor', 'thanos-nodes'],
    where,
    ({ kind, metadata }) => `delete ${kind}/${metadata.name}`,
  )
const kept = { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } }
const old = { namespace: 'old-monitor' }
const running = { status: { replicas: 1 } }

describe('explainExtras', () => {
  it('reports an object and the commit that removed it', () =>
    expect(
      explained([
        {
          ...extra('HorizontalPodAutoscaler', 'thanos-query'),
          removed: { commit: oldCommit, time: '2026-11-26T10:00:00Z' },
        },
      ]),
    ).toMatchObject([
      {
        state: 'not in git',
        reasons: ['Commit 1111111 removed it from git.'],
        since: '2026-11-26T10:00:00Z',
        next: [{ commands: ['delete HorizontalPodAutoscaler/thanos-query'] }],
      },
    ]))

  it('reports a kept object that left git, and that its data is deleted with it', () => {
    const [problem] = explained([extra('ObjectBucketClaim', 'thanos-bucket', kept)])
    expect(problem).toMatchObject({
      state: 'kept',
      reasons: [expect.any(String), 'It is protected: no tool deletes it.'],
    })
    expect(problem!.next![0]!.text).toContain('Its data is deleted with it.')
  })

  it('reports an object in the namespace of a component like one in the namespace of the stack', () =>
    expect(explained([extra('ServiceAccount', 'other', { namespace: 'thanos-nodes' })])).toMatchObject([
      { state: 'not in git', subject: 'ServiceAccount/other', next: [{ commands: ['delete ServiceAccount/other'] }] },
    ]))

  it('counts the pods of a DaemonSet as running', () => {
    const status = { currentNumberScheduled: 3, desiredNumberScheduled: 3 }
    expect(explained([extra('DaemonSet', 'node-exporter', old, { status })])[0]!.reasons).toEqual([
      'These run beside those of git: DaemonSet/node-exporter.',
    ])
  })

  it('reports the stack of a former namespace as one problem, with the second compactor', () => {
    const [problem, ...more] = explained([
      extra('StatefulSet', 'thanos-compact', old, running),
      extra('StatefulSet', 'thanos-store', old, { status: { replicas: 0 } }),
      extra('ConfigMap', 'prometheus', old),
      { object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'old-monitor', ...kept } } },
    ])
    expect(more).toEqual([])
    expect(problem).toMatchObject({
      subject: '4 objects in the namespace old-monitor',
      reasons: [
        'These run beside those of git: StatefulSet/thanos-compact.',
        'Two compactors write to one bucket, which destroys blocks.',
        'Protected, no tool deletes them: Namespace/old-monitor.',
      ],
      next: [
        { text: expect.stringContaining('add old-monitor to formerNamespaces') as string },
        { commands: ['kubectl --context prod delete namespace old-monitor'] },
      ],
    })
  })

  it('names the entry of formerNamespaces that can be removed', () => {
    expect(explained([], ['old-monitor'])).toMatchObject([{ state: 'note', subject: 'formerNamespaces: old-monitor' }])
    expect(explained([extra('ConfigMap', 'x', old)], ['old-monitor'])).toMatchObject([{ state: 'not in git' }])
  })
})

describe('explainComparison', () => {
  const compared = {
    label: 'StatefulSet/x',
    isSecret: false,
    result: 'compared',
    differences: [],
    foreign: [],
  } as const

  it('reports nothing that is in sync', () => expect(explainComparison(compared, 'flux', where)).toEqual([]))

  it('reports a field that another manager set, and how it leaves the cluster', () =>
    expect(
      explainComparison(
        {
          ...compared,
          foreign: [{ path: ['metadata', 'labels', 'a/b'], value: 'x', managers: ['thanos-gitops', 'kubectl-edit'] }],
        },
        'flux',
        where,
      ),
    ).toEqual([
      {
        state: 'differs',
        subject: 'StatefulSet/x',
        reasons: ['/metadata/labels/a~1b: git nothing, cluster "x" (set by thanos-gitops, kubectl-edit)'],
        next: [
          {
            text: 'kustomize-controller does not remove what thanos-gitops, kubectl-edit set. To remove it, hand it over:',
            commands: ['npm run bootstrap -- production --context prod --tool flux'],
          },
        ],
      },
    ]))

  it('names a restart of pods', () => {
    const path = ['spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt']
    const foreign = [{ path, value: 'now', managers: ['kubectl-rollout'] }]
    expect(explainComparison({ ...compared, foreign }, 'argo-cd', where)[0]!.next![0]!.text).toContain(
      'hand it over, which restarts its pods:',
    )
  })

  it('prints no value of a Secret', () => {
    const differences = [{ path: ['data', 'key'], git: 'c2VjcmV0', cluster: 'b3RoZXI=' }]
    const text = JSON.stringify(explainComparison({ ...compared, isSecret: true, differences }, 'flux', where))
    expect(text).toContain('(hidden)')
    expect(text).not.toMatch(/c2VjcmV0|b3RoZXI/)
  })

  it('names the reason of a refusal', () =>
    expect(
      explainComparison(
        { ...compared, result: 'refused', message: 'spec.selector: field is immutable\n' },
        'flux',
        where,
      ),
    ).toMatchObject([
      {
        state: 'refused',
        reasons: ['spec.selector: field is immutable'],
        next: [{ text: expect.stringContaining('cannot change') as string }],
      },
    ]))
})
