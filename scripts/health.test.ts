import { expect, it } from 'vitest'
import { healthOf } from './health.ts'

const application = (status: Readonly<Record<string, unknown>>) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'thanos-us-1', namespace: 'argocd' },
  status,
})
const settled = { sync: { status: 'Synced' }, health: { status: 'Healthy' } }

it.each([
  [{}, false, 'is not reconciled yet'],
  [{ ...settled, operationState: { phase: 'Succeeded', message: 'x' } }, true, 'Synced, Healthy'],
  [
    {
      sync: { status: 'Unknown' },
      health: { status: 'Healthy' },
      conditions: [{ type: 'ComparisonError', message: 'x' }],
    },
    false,
    'Unknown, Healthy: ComparisonError: x',
  ],
  [{ conditions: [{ type: 'InvalidSpecError', message: 'x' }] }, false, 'is not reconciled: InvalidSpecError: x'],
  [
    {
      sync: { status: 'OutOfSync' },
      health: { status: 'Progressing' },
      operationState: { phase: 'Running', message: 'waiting for x' },
    },
    false,
    'OutOfSync, Progressing: waiting for x',
  ],
  // It retries an older commit.
  [{ ...settled, operationState: { phase: 'Running', message: 'Retrying' } }, false, 'Synced, Healthy: Retrying'],
  [{ ...settled, operationState: { phase: 'Failed', message: 'x' } }, true, 'Synced, Healthy'],
])('the health of an Application with %o is %s: %s', (status, healthy, state) =>
  expect(healthOf(application(status))).toEqual({ healthy, state }),
)

const daemonSet = (status: Readonly<Record<string, number>>) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'node-exporter', namespace: 'thanos-nodes', generation: 2 },
  status: { observedGeneration: 2, ...status },
})

it.each([
  [{ desiredNumberScheduled: 3, numberReady: 3, updatedNumberScheduled: 3 }, true, '3 of 3 ready'],
  [{ desiredNumberScheduled: 3, numberReady: 2, updatedNumberScheduled: 3 }, false, '2 of 3 ready'],
  [{ desiredNumberScheduled: 3, numberReady: 3, updatedNumberScheduled: 1 }, false, '3 of 3 ready'],
  [{ desiredNumberScheduled: 0, numberReady: 0 }, true, '0 of 0 ready'],
  [
    { desiredNumberScheduled: 3, numberReady: 3, updatedNumberScheduled: 3, observedGeneration: 1 },
    false,
    '3 of 3 ready',
  ],
])('the health of a DaemonSet with %o is %s: %s', (status, healthy, state) =>
  expect(healthOf(daemonSet(status))).toEqual({ healthy, state }),
)
