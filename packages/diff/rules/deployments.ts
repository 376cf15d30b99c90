import { stringAt, valueAt } from '@thanos-gitops/manifest'
import { apps, immutableSelector, outsideTemplate, revisions, templateRules } from './pod-template.ts'
import { newReplicas } from './replicas.ts'
import { type ChangeRule, inPlace, refused } from './rule.ts'

/** The server filled in rollingUpdate, and the applier does not own it. */
const recreateWithRollingUpdate: ChangeRule = {
  at: '/spec/strategy/**',
  verdict: ({ after, written, mode }) =>
    mode === 'server-side' &&
    stringAt(after, 'spec', 'strategy', 'type') === 'Recreate' &&
    valueAt(written.before, ['spec', 'strategy', 'rollingUpdate']) === undefined &&
    valueAt(written.before, ['spec', 'strategy', 'type']) !== 'Recreate'
      ? refused(
          "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
          'The server filled in rollingUpdate. Server-side apply does not own that field and so does not remove it. Client-side apply removes it.',
        )
      : undefined,
  source: 'staging/src/k8s.io/api/apps/v1/types.go:396; kubernetes#24198',
}

export const deploymentRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  'apps/Deployment': [
    immutableSelector('Deployment'),
    ...templateRules('/spec/template/**'),
    { at: '/spec/replicas', verdict: newReplicas, source: revisions },
    recreateWithRollingUpdate,
    {
      at: '/spec/paused',
      verdict: ({ after }) =>
        valueAt(after, ['spec', 'paused']) === true
          ? inPlace('A new template replaces no pod until the Deployment is resumed.')
          : {
              class: 'restart',
              why: 'The Deployment is resumed: template changes that were made during the pause roll out now.',
            },
      source: 'pkg/controller/deployment/deployment_controller.go',
    },
    outsideTemplate(
      '/spec/**',
      'It is outside the pod template: no pod restarts. The next rollout uses it.',
      revisions,
    ),
  ],
  'apps/DaemonSet': [
    immutableSelector('DaemonSet'),
    ...templateRules('/spec/template/**', 'pkg/controller/daemon/update.go'),
    outsideTemplate('/spec/**', 'It is outside the pod template: no pod restarts.', `${apps}:386-406`),
  ],
  'apps/ReplicaSet': [
    immutableSelector('ReplicaSet'),
    ...templateRules('/spec/template/**'),
    { at: '/spec/replicas', verdict: newReplicas, source: revisions },
    outsideTemplate('/spec/**', 'No pod restarts.', revisions),
  ],
}
