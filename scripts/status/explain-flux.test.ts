// Objects as source-controller 1.9.3 and kustomize-controller 1.9.6 wrote them, shortened.
import { describe, expect, it } from 'vitest'
import { explainFlux } from './explain-flux.ts'
import { newCommit, oldCommit, where } from './testing.ts'

const condition = (type: string, status: string, reason: string, message: string) => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: '2026-11-26T10:00:00Z',
})
const object = (kind: string, conditions: readonly object[], status: object = {}, spec: object = {}) => ({
  apiVersion: kind === 'GitRepository' ? 'source.toolkit.fluxcd.io/v1' : 'kustomize.toolkit.fluxcd.io/v1',
  kind,
  metadata: { name: 'thanos-production-data', namespace: 'flux-system', generation: 2 },
  spec,
  status: { conditions, observedGeneration: 2, ...status },
})
const kustomization = (conditions: readonly object[], status: object = {}, spec: object = {}) =>
  object(
    'Kustomization',
    conditions,
    { lastAttemptedRevision: `main@sha1:${oldCommit}`, ...status },
    { timeout: '10m', ...spec },
  )
const reconcile =
  'annotate kustomization thanos-production-data reconcile.fluxcd.io/requestedAt="$(date +%s)" --overwrite --field-manager=flux'
const only = (flux: ReturnType<typeof object>, surroundings = where) => {
  const problems = explainFlux(flux, surroundings)
  expect(problems).toHaveLength(1)
  return problems[0]!
}

describe('explainFlux', () => {
  it('reports nothing that is ready', () =>
    expect(
      explainFlux(
        kustomization([condition('Ready', 'True', 'ReconciliationSucceeded', 'Applied revision: main')]),
        where,
      ),
    ).toEqual([]))

  it.each([
    ['without a condition', kustomization([])],
    ['of another generation', kustomization([condition('Ready', 'True', 'x', 'x')], { observedGeneration: 1 })],
  ])('reports an object %s as not reconciled', (_what, flux) =>
    expect(only(flux)).toMatchObject({ state: 'waiting', reasons: ['is not reconciled yet'] }),
  )

  it('reports a suspended object and the command that resumes it', () =>
    expect(only(kustomization([condition('Ready', 'True', 'x', 'x')], {}, { suspend: true }))).toMatchObject({
      state: 'suspended',
      next: [
        {
          commands: [
            `kubectl --context prod --namespace flux-system patch kustomization thanos-production-data --type merge --patch '{"spec":{"suspend":false}}'`,
          ],
        },
      ],
    }))

  it('reports a wave that waits for another as blocked', () =>
    expect(
      only(
        kustomization([
          condition(
            'Ready',
            'False',
            'DependencyNotReady',
            "dependency 'flux-system/thanos-production-data' is not ready",
          ),
        ]),
      ),
    ).toMatchObject({ state: 'blocked', reasons: ["dependency 'flux-system/thanos-production-data' is not ready"] }))

  it('reports a refused object with its reason, time and commit', () => {
    const message = `StatefulSet/kube-monitor/thanos-store dry-run failed (Invalid): StatefulSet.apps "thanos-store" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden`
    expect(only(kustomization([condition('Ready', 'False', 'ReconciliationFailed', message)]))).toMatchObject({
      state: 'unhealthy',
      reasons: [`ReconciliationFailed: ${message}`],
      since: '2026-11-26T10:00:00Z',
      commit: oldCommit,
      next: [
        { text: expect.stringContaining('A refused object') as string },
        { commands: [`kubectl --context prod --namespace flux-system ${reconcile}`] },
      ],
    })
  })

  it('reports a health check that ended', () =>
    expect(
      only(
        kustomization([
          condition(
            'Ready',
            'False',
            'HealthCheckFailed',
            "timeout waiting for: [StatefulSet/kube-monitor/prometheus status: 'InProgress']",
          ),
        ]),
      ).reasons[0],
    ).toContain("timeout waiting for: [StatefulSet/kube-monitor/prometheus status: 'InProgress']"))

  it('reports a running health check, and that a newer commit waits', () => {
    const waiting = (commit: string) =>
      kustomization(
        [
          condition('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress'),
          condition(
            'Reconciling',
            'True',
            'Progressing',
            `Running health checks for revision main@sha1:${commit} with a timeout of 9m30s`,
          ),
        ],
        { lastAttemptedRevision: `main@sha1:${commit}` },
      )
    expect(only(waiting(oldCommit))).toMatchObject({
      state: 'waiting',
      reasons: [`Running health checks for revision main@sha1:${oldCommit} with a timeout of 9m30s`],
      next: [{ text: expect.stringContaining('a newer one exists. The wait ends after 10m') as string }],
    })
    expect(only(waiting(newCommit)).next![0]!.text).toContain('merge a fix')
  })

  it('reports a stalled object', () =>
    expect(
      only(
        kustomization([
          condition('Ready', 'False', 'InvalidCELExpression', 'x'),
          condition(
            'Stalled',
            'True',
            'InvalidCELExpression',
            'Reconciliation failed terminally due to configuration error: x',
          ),
        ]),
      ),
    ).toMatchObject({
      reasons: ['Stalled, InvalidCELExpression: Reconciliation failed terminally due to configuration error: x'],
      next: [{ text: expect.stringContaining('does not try again') as string }],
    }))

  describe('of a GitRepository', () => {
    const failed = (reason: string, message: string) =>
      object('GitRepository', [condition('Ready', 'False', reason, message)], {
        artifact: { revision: `main@sha1:${oldCommit}` },
      })

    it.each([
      [
        'GitOperationFailed',
        "failed to checkout and determine revision: unable to list remote for 'https://git.example.com/x.git': authentication required: Unauthorized",
      ],
      ['AuthenticationFailed', 'failed to get secret \'flux-system/git\': secrets "git" not found'],
    ])('reports missing credentials: %s', (reason, message) => {
      expect(only(failed(reason, message)).next![0]!.text).toContain('name it as flux.secret')
      expect(only(failed(reason, message), { ...where, fluxSecret: 'git' }).next![0]!.commands).toEqual([
        'kubectl --context prod --namespace flux-system get secret git',
      ])
    })

    it.each([
      [
        'failed to checkout and determine revision: couldn\'t find remote ref "refs/heads/main"',
        'does not have the branch',
      ],
      ['failed to checkout: dial tcp: lookup git.example.com: no such host', 'does not reach the server'],
    ])('reports %s', (message, text) => {
      const problem = only(failed('GitOperationFailed', message))
      expect(problem.next![0]!.text).toContain(text)
      expect(problem.commit).toBe(oldCommit)
    })
  })
})
