import type { ReceiverSecretProvider } from './alerting.ts'

/** The web pages that people open. Each has an address in `externalUrls`. */
export const pageNames = ['prometheus', 'alertmanager', 'query', 'grafana'] as const
export type PageName = (typeof pageNames)[number]

/** The Secret of the sign-in, unless `access.secrets` names another one. external-secrets and sealed-secrets create it. */
export const accessSecret = 'oauth2-proxy'

/** The keys of that Secret. */
export const accessSecretKeys = ['client-secret', 'cookie-secret'] as const

/** What base objects can use of `access`: the paths of its fields. */
export const accessFields = [
  'issuer',
  'clientId',
  'allowedGroups',
  'allowedEmailDomains',
  'gateway.name',
  'gateway.namespace',
  'gateway.listener',
  'ingressClass',
  'tlsSecret',
  'secrets.secret',
  'secrets.secretStore',
  'secrets.secretStoreKind',
  'secrets.secretKey',
  'secrets.sealed.client-secret',
  'secrets.sealed.cookie-secret',
] as const
export type AccessField = (typeof accessFields)[number]

/** `access` of an environment: people open its pages after they signed in. */
export interface Access {
  /** Where the Secret of the sign-in comes from. */
  readonly secrets: ReceiverSecretProvider
  /** The pages that have an address and a program. */
  readonly pages: readonly PageName[]
  /** With defaults. Lists are values of a flag, separated by commas. */
  readonly values: Readonly<Partial<Record<AccessField, string>>>
}

/** The host of the address of a page, without its port. */
export const hostOfUrl = (url: string): string => url.replace(/^[a-z]+:\/\//, '').replace(/[:/].*$/, '')
