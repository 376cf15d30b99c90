import { writeYaml } from '@thanos-gitops/manifest'
import { repositoryOf, type StatusStates, statusApis } from './commit-status.ts'
import type { NotificationSettings } from './notification-settings.ts'
import type { DeliverySettings } from './settings.ts'

/** The name of the trigger and of the service in the settings of Argo CD. */
const name = 'thanos-gitops'

/** The annotation of an Application whose operations are reported. Empty without notifications. */
export const subscription = ({ notifications }: DeliverySettings): Readonly<Record<string, string>> =>
  notifications === undefined ? {} : { [`notifications.argoproj.io/subscribe.${name}.${name}`]: '' }

const operation = 'app.status?.operationState'

/**
 * When a state is reported, for the expressions of Argo CD. An operation that is retried is Running with a retryCount. The last wave
 * is applied when an operation succeeds, and becomes healthy later.
 */
const conditions: Readonly<Record<keyof StatusStates, string>> = {
  running: `${operation}?.phase == 'Running' && (${operation}?.retryCount ?? 0) == 0`,
  succeeded: `${operation}?.phase == 'Succeeded' && app.status?.health?.status == 'Healthy'`,
  failed: `${operation}?.phase in ['Failed', 'Error'] || (${operation}?.phase == 'Running' && (${operation}?.retryCount ?? 0) > 0) || (${operation}?.phase == 'Succeeded' && app.status?.health?.status == 'Degraded')`,
}
const states = ['running', 'succeeded', 'failed'] as const satisfies readonly (keyof StatusStates)[]

/**
 * The keys that Argo CD's ConfigMap needs. They cannot be in an object of the delivery folder: Argo CD reads one ConfigMap for all
 * Applications of its namespace, which its owner has. A server-side apply adds the keys and keeps the others.
 */
export const notificationConfigMap = (notifications: NotificationSettings, namespace: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'argocd-notifications-cm', namespace },
  data: {
    [`service.webhook.${name}`]: writeYaml(service(notifications)),
    ...Object.fromEntries(
      states.map((state) => [`template.${name}-${state}`, writeYaml(template(notifications, state))]),
    ),
    [`trigger.${name}`]: writeYaml(states.map(trigger)),
  },
})

function service({ provider, address, secret }: NotificationSettings) {
  const { base, header } = statusApis[provider]
  return {
    url: base(new URL(address)),
    headers: [header(`$${secret}`), { name: 'Content-Type', value: 'application/json' }],
  }
}

function template({ provider, address }: NotificationSettings, state: keyof StatusStates) {
  const { path, nameField, states, descriptionLength } = statusApis[provider]
  const description = `{{ .app.status.operationState.message | default "" | trunc ${descriptionLength} | toJson }}`
  return {
    webhook: {
      [name]: {
        method: 'POST',
        path: path(repositoryOf(address), '{{ .app.status.operationState.syncResult.revision }}'),
        body: `{"state": "${states[state]}", "${nameField}": "argo-cd/{{ .app.metadata.name }}", "description": ${description}}\n`,
      },
    },
  }
}

const trigger = (state: keyof StatusStates) => ({
  when: `(${operation}?.syncResult?.revision ?? '') != '' && (${conditions[state]})`,
  // A state is reported once for each operation on a commit.
  oncePer: 'app.status.operationState.syncResult.revision + app.status.operationState.startedAt',
  send: [`${name}-${state}`],
})
