import { valueAt } from '@thanos-gitops/manifest'
import { apps, outsideTemplate, revisions, templateRules } from './pod-template.ts'
import { newReplicas } from './replicas.ts'
import { type ChangeRule, inPlace } from './rule.ts'

export const deploymentRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  'apps/Deployment': [
    ...templateRules('/spec/template/**'),
    { at: '/spec/replicas', verdict: newReplicas, source: revisions },
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
    ...templateRules('/spec/template/**', 'pkg/controller/daemon/update.go'),
    outsideTemplate('/spec/**', 'It is outside the pod template: no pod restarts.', `${apps}:386-406`),
  ],
  'apps/ReplicaSet': [
    ...templateRules('/spec/template/**'),
    { at: '/spec/replicas', verdict: newReplicas, source: revisions },
    outsideTemplate('/spec/**', 'No pod restarts.', revisions),
  ],
}
