import {
  type Finding,
  type MappingReader,
  readSettings,
  reportInto,
  shownValue,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { argoCDNamespace, branchName, fluxNamespace, repositoryUrl, secretName } from './formats.ts'
import { type NotificationSettings, readNotifications } from './notification-settings.ts'

/** It applies to all environments. Without it no delivery objects are rendered. */
export const deliverySettingsFile = 'environments/delivery.yaml'

/** Where Argo CD and Flux find the repository, and where they run. */
export interface DeliverySettings {
  readonly repository: string
  /** Where the repository was before, until each Application reads the present address: Argo CD still permits these. */
  readonly formerRepositories: readonly string[]
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

const keys = ['repository', 'formerRepositories', 'branch', 'central', 'argoCD', 'flux', 'notifications'] as const

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
  const repository = fields.requiredString('repository', repositoryUrl)
  const notifications = readNotifications(fields)
  return {
    repository,
    formerRepositories: readFormerRepositories(fields),
    branch: fields.string('branch', branchName) ?? 'main',
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

function readFormerRepositories(fields: MappingReader<'repository' | 'formerRepositories'>): readonly string[] {
  const listed = fields.list('formerRepositories')
  listed.forEach((entry, index) => {
    const at = ['formerRepositories', index]
    if (typeof entry !== 'string' || !repositoryUrl.pattern.test(entry))
      fields.problem(
        at,
        `An entry of formerRepositories must be ${repositoryUrl.description}, not ${shownValue(entry)}.`,
        `Write for example formerRepositories: [${repositoryUrl.example}]`,
      )
    else if (entry === fields.value('repository'))
      fields.problem(at, `${entry} is the present repository.`, 'Write only addresses that the repository had before.')
    else if (listed.indexOf(entry) < index)
      fields.problem(at, `${entry} appears twice.`, 'Remove one of the two entries.')
  })
  return listed as readonly string[]
}
