// Integrations that Alertmanager accepts without the secret that their service requires.
import { isObject, type MappingReader } from '@thanos-gitops/manifest'
import type { Fields } from './receiver-fields.ts'

/** Why an integration cannot work, and how to fix it; undefined if it can. */
type FindMissing = (integration: Fields, global: Fields) => readonly [message: string, remedy: string] | undefined

const kinds: Readonly<Record<string, FindMissing>> = {
  incidentio_configs: (integration, global) =>
    has(integration, 'alert_source_token') || hasAuthentication(integration, global)
      ? undefined
      : [
          'incident.io refuses messages without a token.',
          'Refer to a key of a Secret: alert_source_token: {key: incidentio-token}',
        ],
  jira_configs: (integration, global) =>
    hasAuthentication(integration, global)
      ? undefined
      : [
          'Jira refuses to create issues without authentication.',
          'Refer to a key of a Secret: http_config: {basic_auth: {username: NAME, password: {key: jira-token}}}',
        ],
  email_configs: (integration, global) =>
    (integration.auth_username ?? global.smtp_auth_username) === undefined ||
    ['auth_password', 'auth_secret'].some((name) => has(integration, name) || has(global, `smtp_${name}`))
      ? undefined
      : ['auth_username is set without a password.', 'Refer to a key of a Secret: auth_password: {key: smtp-password}'],
}

/** Whether a mapping has a secret, as a value or as a file. */
const has = (fields: Fields, name: string): boolean =>
  fields[name] !== undefined || fields[`${name}_file`] !== undefined

function hasAuthentication(integration: Fields, global: Fields): boolean {
  const http = integration.http_config ?? global.http_config
  return isObject(http) && ['authorization', 'basic_auth', 'oauth2'].some((name) => http[name] !== undefined)
}

/** Reports the integrations of a receiver that cannot work. */
export function reportMissingSecrets(receiver: MappingReader<string>, globalValue: unknown): void {
  const global = isObject(globalValue) ? globalValue : {}
  for (const [kind, missing] of Object.entries(kinds)) {
    const list = receiver.value(kind)
    if (!Array.isArray(list)) continue
    for (const [index, integration] of list.entries()) {
      const found = isObject(integration) ? missing(integration, global) : undefined
      if (found !== undefined) receiver.problem([kind, index], found[0], found[1])
    }
  }
}
