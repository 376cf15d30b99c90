import type { MappingReader, StringFormat } from '@thanos-gitops/manifest'
import { repositoryOf, type StatusProvider, statusApis, statusProviders, webAddress } from './commit-status.ts'

/** Whether and where the tools report the result of a sync: as a status of the commit. */
export interface NotificationSettings {
  readonly provider: StatusProvider
  /** The web address of the repository: `https://github.com/example/thanos-gitops`. */
  readonly address: string
  /** Flux: a Secret with the key `token`. Argo CD: a key of the Secret argocd-notifications-secret. */
  readonly secret: string
}

/** Argo CD replaces `$` and the name of a key with its value, and such a name has no dots. */
const secret: StringFormat = {
  pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  description: 'the name of a Secret (lower-case letters, digits and -, at most 63 characters)',
  example: 'commit-status-token',
}

const address: StringFormat = {
  pattern:
    /^(https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?|http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?)(\/[\w.~-]+)+$/,
  description: 'the web address of the repository, which begins with https://',
  example: 'https://github.com/example/thanos-gitops',
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
    address: own.string('address', address) ?? defaultAddress(fields),
    secret: own.requiredString('secret', secret),
  }
  if (!own.isValid || settings.address === undefined) return undefined
  const problem = pathProblem(provider, settings.address)
  if (problem === undefined) return { ...settings, address: settings.address }
  own.problem(own.has('address') ? ['address'] : [], problem, `Write for example address: ${address.example}`)
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
