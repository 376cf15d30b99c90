import {
  dnsLabel,
  dnsName,
  type Finding,
  type MappingReader,
  readSettings,
  reportInto,
  type StringFormat,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { type NotificationSettings, readNotifications } from './notification-settings.ts'

/** It applies to all environments. Without it no delivery objects are rendered. */
export const deliverySettingsFile = 'environments/delivery.yaml'

/** Where Argo CD and Flux find the repository, and where they run. */
export interface DeliverySettings {
  readonly repository: string
  readonly branch: string
  /** Whether one Argo CD or Flux serves all clusters, instead of one in each cluster. */
  readonly central: boolean
  readonly argoCD: { readonly namespace: string }
  readonly flux: {
    readonly namespace: string
    /** The Secret with which Flux opens the repository; Argo CD finds its own by the URL. */
    readonly secret?: string
  }
  /** Undefined if the result of a sync is not reported. */
  readonly notifications?: NotificationSettings
}

const keys = ['repository', 'branch', 'central', 'argoCD', 'flux', 'notifications'] as const

const host = String.raw`([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?`

// The form that both tools accept: Argo CD accepts `git@host:path` too, Flux does not. Without TLS, everybody on the way can change
// what the cluster applies; for an address in the same machine there is no way.
const url: StringFormat = {
  pattern: new RegExp(
    String.raw`^(https://([^\s/@-][^\s/@]*@)?${host}|ssh://([^\s/@-][^\s/@]*@)?${host}|http://(localhost|127\.0\.0\.1)(:\d{1,5})?)/[\w.~%+@:/-]+$`,
  ),
  description: 'an address that begins with https:// or ssh://',
  example: 'https://github.com/example/thanos-gitops.git',
  remedy: (value) => {
    const address = String(value)
    if (/^[\w.-]+@[\w.-]+:\S+$/.test(address)) return `Write it as repository: ssh://${address.replace(':', '/')}`
    return address.startsWith('http://') ? 'Use https://, which nobody on the way can change.' : undefined
  },
}
/** As git check-ref-format, and without quotes, `$`, and control and formatting characters. */
const branch: StringFormat = {
  pattern: /^(?![-/.])(?!.*(\.\.|\/\/|\/\.|@\{|\.lock(\/|$)))[^\s~^:?*[\]\\"'`$;&|<>\p{C}]{1,200}(?<![/.])$/u,
  description: 'the name of a branch',
  example: 'main',
}
const argoCDNamespace: StringFormat = { ...dnsLabel, example: 'argocd' }
const fluxNamespace: StringFormat = { ...dnsLabel, example: 'flux-system' }
const secretName: StringFormat = { ...dnsName, description: 'the name of a Secret', example: 'repository-credentials' }

/** Reads `environments/delivery.yaml`. Returns all of its problems instead where it has any. */
export function loadDeliverySettings(source: YamlFile): DeliverySettings | readonly Finding[] {
  const findings: Finding[] = []
  const fields = readSettings(
    source,
    'Delivery',
    keys,
    { invalid: 'delivery-invalid', unknownKey: 'delivery-invalid' },
    reportInto(findings),
  )
  const settings = fields && readFields(fields)
  return settings === undefined || findings.length > 0 ? findings : settings
}

function readFields(fields: MappingReader<(typeof keys)[number]>): DeliverySettings {
  const flux = fields.mapping('flux', ['namespace', 'secret'])
  const secret = flux?.string('secret', secretName)
  const repository = fields.requiredString('repository', url)
  const notifications = readNotifications(fields)
  return {
    repository,
    branch: fields.string('branch', branch) ?? 'main',
    central: fields.boolean('central'),
    argoCD: {
      namespace: fields.mapping('argoCD', ['namespace'])?.string('namespace', argoCDNamespace) ?? 'argocd',
    },
    flux: {
      namespace: flux?.string('namespace', fluxNamespace) ?? 'flux-system',
      ...(secret === undefined ? {} : { secret }),
    },
    ...(notifications === undefined ? {} : { notifications }),
  }
}
