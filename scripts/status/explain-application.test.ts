// Applications as Argo CD 3.5.7 wrote them, shortened.
import { describe, expect, it } from 'vitest'
import { explainApplication } from './explain-application.ts'
import { newCommit, oldCommit, where } from './testing.ts'

const application = (status: object, syncPolicy: object = {}, running: object = { operation: { sync: {} } }) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'thanos-production', namespace: 'argocd', creationTimestamp: '2026-11-26T09:00:00Z' },
  spec: {
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      syncOptions: ['ServerSideApply=true', 'PruneLast=true'],
      ...syncPolicy,
    },
  },
  ...running,
  status: status as Readonly<Record<string, unknown>>,
})
const settled = {
  sync: { status: 'Synced', revision: newCommit },
  health: { status: 'Healthy', lastTransitionTime: '2026-11-26T09:10:00Z' },
}
const outOfSync = { ...settled, sync: { status: 'OutOfSync', revision: newCommit } }
const operation = (more: object, commit = newCommit) => ({
  startedAt: '2026-11-26T10:00:00Z',
  operation: { sync: { revision: commit }, retry: { limit: 5 } },
  syncResult: { revision: commit, resources: [] },
  ...more,
})
const refused = `StatefulSet.apps "thanos-store" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template' are forbidden`
const terminate = `kubectl --context prod --namespace argocd patch application thanos-production --type merge --patch '{"metadata":{"annotations":{"argocd.argoproj.io/refresh":"normal"}},"operation":null,"status":{"operationState":null}}'`
const commands = (object: Parameters<typeof explainApplication>[0]) =>
  explainApplication(object, where).flatMap(({ next = [] }) => next.flatMap((step) => step.commands ?? []))

describe('explainApplication', () => {
  it.each([
    ['no operation', settled],
    [
      'a finished operation',
      { ...settled, operationState: operation({ phase: 'Succeeded', finishedAt: '2026-11-26T10:01:00Z' }) },
    ],
    [
      'a failure before what is synced now',
      { ...settled, operationState: operation({ phase: 'Failed', message: 'x' }, oldCommit) },
    ],
  ])('reports nothing if it is Synced and Healthy after %s', (_what, status) =>
    expect(explainApplication(application(status), where)).toEqual([]),
  )

  it('reports an application that no controller has read', () =>
    expect(explainApplication(application({}), where)).toMatchObject([
      { state: 'waiting', reasons: ['is not reconciled yet'], since: '2026-11-26T09:00:00Z' },
    ]))

  it('reports a ComparisonError with its message, time and commit', () => {
    const message = `error calculating server side diff: serverSideDiff error: error running server side apply in dryrun mode for resource StatefulSet/thanos-store: ${refused}`
    expect(
      explainApplication(
        application({
          sync: { status: 'Unknown', revision: oldCommit },
          health: { status: 'Healthy' },
          conditions: [{ type: 'ComparisonError', message, lastTransitionTime: '2026-11-26T10:00:00Z' }],
        }),
        where,
      ),
    ).toEqual([
      {
        state: 'unhealthy',
        subject: 'Application/thanos-production',
        reasons: [`ComparisonError: ${message}`],
        since: '2026-11-26T10:00:00Z',
        commit: oldCommit,
        next: [{ text: expect.stringContaining('"A refused object"') as string }],
      },
    ])
  })

  it.each([
    [
      'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = failed to list refs: authentication required: Repository not found.',
      'argocd.argoproj.io/secret-type=repository',
    ],
    ['application destination server "" is invalid: there are no clusters with this name: us-1', 'secret-type=cluster'],
    [
      'Application referencing project thanos-production which does not exist',
      'npm run bootstrap -- production --context prod --tool argo-cd',
    ],
  ])('names the command for %s', (message, command) =>
    expect(commands(application({ conditions: [{ type: 'InvalidSpecError', message }] }))).toContainEqual(
      expect.stringContaining(command),
    ),
  )

  it('reports a branch or folder that does not exist', () => {
    const [problem] = explainApplication(
      application({
        ...outOfSync,
        conditions: [
          {
            type: 'ComparisonError',
            message: 'Failed to load target state: environments/production/manifests: app path does not exist',
          },
        ],
      }),
      where,
    )
    expect(problem!.next![0]!.text).toContain('The branch does not have the folder')
  })

  it('reports an operation that waits for health, and how to end it', () => {
    const waiting = (commit: string) =>
      application({
        ...outOfSync,
        health: { status: 'Progressing' },
        operationState: operation(
          {
            phase: 'Running',
            message: 'waiting for healthy state of apps/StatefulSet/prometheus and 2 more resources',
          },
          commit,
        ),
      })
    const [problem, ...more] = explainApplication(waiting(oldCommit), where)
    expect(more).toEqual([])
    expect(problem).toMatchObject({
      state: 'waiting',
      reasons: ['waiting for healthy state of apps/StatefulSet/prometheus and 2 more resources'],
      since: '2026-11-26T10:00:00Z',
      commit: oldCommit,
    })
    expect(problem!.next![0]).toEqual({
      text: expect.stringContaining('applies no newer commit while it waits, and a newer one exists') as string,
      commands: [terminate],
    })
    expect(explainApplication(waiting(newCommit), where)[0]!.next![0]).toEqual({
      text: expect.stringContaining('merge a fix, and end the operation') as string,
      commands: [terminate],
    })
  })

  it('reports the state of an operation that ended, and how to remove it', () => {
    const message = 'waiting for healthy state of apps/StatefulSet/prometheus and 2 more resources'
    const status = { ...outOfSync, operationState: operation({ phase: 'Running', message }) }
    expect(explainApplication(application(status, {}, {}), where)).toMatchObject([
      {
        state: 'waiting',
        reasons: [message, expect.stringContaining('its state was written back')],
        next: [{ commands: [terminate] }],
      },
    ])
  })

  it.each([
    [false, oldCommit, 'takes no newer one meanwhile'],
    [true, oldCommit, 'The next retry takes the newest commit'],
    [false, newCommit, 'The next retry takes the newest commit'],
  ])('reports retries (refresh: %s) of commit %s', (refresh, commit, text) => {
    const [problem] = explainApplication(
      application({
        ...outOfSync,
        operationState: {
          ...operation(
            {
              phase: 'Running',
              finishedAt: '2026-11-26T10:00:05Z',
              retryCount: 3,
              message: `one or more objects failed to apply, reason: ${refused}. Retrying attempt #3 at 10:02AM.`,
              syncResult: {
                revision: commit,
                resources: [
                  { group: 'apps', kind: 'StatefulSet', name: 'thanos-store', status: 'SyncFailed', message: refused },
                  { group: '', kind: 'ConfigMap', name: 'prometheus', status: 'Synced', message: 'configured' },
                ],
              },
            },
            commit,
          ),
          operation: { sync: { revision: commit }, retry: { limit: 5, refresh } },
        },
      }),
      where,
    )
    expect(problem).toMatchObject({
      state: 'unhealthy',
      reasons: [
        'one or more objects failed to apply. Retrying attempt #3 at 10:02AM.',
        `StatefulSet/thanos-store: ${refused}`,
      ],
      commit,
    })
    expect(problem!.next!.map((step) => step.text).join(' ')).toContain(text)
    expect(problem!.next!.at(-1)!.commands).toEqual([terminate])
  })

  it('reports retries of an application that is Synced', () =>
    expect(
      explainApplication(
        application({
          ...settled,
          operationState: operation({
            phase: 'Running',
            finishedAt: '2026-11-26T10:00:05Z',
            message: 'x. Retrying attempt #1 at 10:02AM.',
          }),
        }),
        where,
      ),
    ).toHaveLength(1))

  it('reports a failed operation once, and how to try its commit again', () => {
    const object = application({
      ...outOfSync,
      conditions: [
        { type: 'SyncError', message: `Failed last sync attempt to ${newCommit}: one or more objects failed to apply` },
      ],
      operationState: operation({
        phase: 'Failed',
        finishedAt: '2026-11-26T10:25:00Z',
        message:
          'one or more objects failed to apply, reason: resource :ResourceQuota is not permitted in project thanos-production (retried 5 times).',
        syncResult: {
          revision: newCommit,
          resources: [
            {
              kind: 'ResourceQuota',
              name: 'x',
              status: 'SyncFailed',
              message: 'resource :ResourceQuota is not permitted in project thanos-production',
            },
          ],
        },
      }),
    })
    expect(explainApplication(object, where)).toMatchObject([
      {
        state: 'unhealthy',
        since: '2026-11-26T10:25:00Z',
        reasons: [
          'one or more objects failed to apply (retried 5 times).',
          'ResourceQuota/x: resource :ResourceQuota is not permitted in project thanos-production',
        ],
      },
    ])
    const [command] = commands(object)
    const patch = JSON.parse(/--patch '(.*)'$/.exec(command!)![1]!) as unknown
    expect(patch).toEqual({
      metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
      status: { operationState: null },
    })
    const steps = explainApplication(object, where)[0]!.next!
    expect(steps[0]!.text).toContain('The AppProject in the cluster is older')
  })

  it('reports differing and degraded objects without an operation', () =>
    expect(
      explainApplication(
        application({
          sync: { status: 'OutOfSync', revision: newCommit },
          health: { status: 'Degraded', lastTransitionTime: '2026-11-26T10:00:00Z' },
          resources: [
            { kind: 'ObjectBucketClaim', name: 'thanos-bucket', status: 'OutOfSync', requiresPruning: true },
            {
              kind: 'Deployment',
              name: 'thanos-query',
              status: 'Synced',
              health: { status: 'Degraded', message: 'exceeded its progress deadline' },
            },
          ],
        }),
        where,
      ),
    ).toMatchObject([
      {
        reasons: [
          'OutOfSync, Degraded',
          'ObjectBucketClaim/thanos-bucket is OutOfSync: git does not have it',
          'Deployment/thanos-query is Degraded: exceeded its progress deadline',
        ],
        since: '2026-11-26T10:00:00Z',
      },
    ]))

  it.each([[{ automated: null }], [{ automated: { enabled: false } }]])(
    'reports automated sync that is off: %o',
    (policy) =>
      expect(explainApplication(application(settled, policy), where)).toMatchObject([
        { state: 'suspended', next: [{ commands: ['npm run bootstrap -- production --context prod --tool argo-cd'] }] },
      ]),
  )
})
