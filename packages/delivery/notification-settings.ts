import type { MappingReader } from '@thanos-gitops/manifest'
import { repositoryOf, type StatusProvider, statusApis, statusProviders, webAddress } from './commit-status.ts'
import { notificationSecret, repositoryAddress } from './formats.ts'

/** Whether and where the tools report the result of a sync: as a status of the commit. */
export interface NotificationSettings {
  readonly provider: StatusProvider
  /** The web address of the repository: `https://github.com/example/thanos-gitops`. */
  readonly address: string
  /** Flux: a Secret with the key `token`. Argo CD: a key of the Secret argocd-notifications-secret. */
  readonly secret: string
}

/** Reads `notifications` of delivery.yaml. Undefined if it is absent or has a problem, which is reported. */
export function readNotifications(
  fields: MappingReader<'repository' | 'notifications'>,
): NotificationSettings | undefined {
  const own = fields.mapping('notifications', ['provider', 'address', 'secret'])
  if (own === undefined) return undefined
  const provider = own.requiredOneOf('provider', statusProviders)
  const settings = {
    provider,
    address: own.string('address', repositoryAddress) ?? defaultAddress(fields),
    secret: own.requiredString('secret', notificationSecret),
  }
  if (!own.isValid || settings.address === undefined) return undefined
  const problem = pathProblem(provider, settings.address)
  if (problem === undefined) return { ...settings, address: settings.address }
  own.problem(own.has('address') ? ['address'] : [], problem, `Write for example address: ${repositoryAddress.example}`)
  return undefined
}

/** Undefined if `repository` has a problem, which is reported elsewhere. */
function defaultAddress(fields: MappingReader<'repository' | 'notifications'>): string | undefined {
  const repository = fields.value('repository')
  return fields.isValid && typeof repository === 'string' ? webAddress(repository) : undefined
}

function pathProblem(provider: StatusProvider, webAddress: string): string | undefined {
  const found = repositoryOf(webAddress).split('/').length
  if (found === 2 || (found > 2 && statusApis[provider].hasNestedGroups)) return undefined
  return `The address of a repository at ${provider} has an owner and a name, and ${webAddress} does not.`
}
