import {
  type Access,
  type AccessField,
  accessSecret,
  accessSecretKeys,
  dnsLabel,
  type Environment,
  hostOfUrl,
  isObject,
  type MappingReader,
  type PageName,
  pageNames,
  type StringFormat,
  shownValue,
} from '@thanos-gitops/manifest'
import { readSecretValues } from './load-secret-values.ts'
import { objectName } from './secret-formats.ts'

const keys = [
  'issuer',
  'clientId',
  'allowedGroups',
  'allowedEmailDomains',
  'gateway',
  'ingressClass',
  'tlsSecret',
  'secrets',
] as const
type AccessReader = MappingReader<(typeof keys)[number]>

const emailDomain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/

// No `$`, because Kubernetes replaces $(NAME) in arguments.
export const accessFormats = {
  issuer: {
    pattern: /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?(\/[\w.~%+/-]*)?$/,
    description: 'the address of an OpenID Connect issuer, which begins with https://',
    example: 'https://login.example.com/realms/platform',
  },
  clientId: {
    pattern: /^[^\s$"'\\]+$/,
    description: 'the client ID of the pages at the issuer, without spaces and quotes',
    example: 'thanos',
  },
  group: {
    pattern: /^[^$"\\\n]*[^$"\\\s]$/,
    description: 'the name of a group, without $ and quotes',
    example: 'platform-team',
  },
  emailDomain: {
    pattern: emailDomain,
    description: 'the domain of email addresses, in lower case and without @',
    example: 'example.com',
    remedy: (value) => {
      const domain = String(value).replace(/^.*@/, '').toLowerCase()
      return emailDomain.test(domain) ? `Write the domain alone: ${domain}` : undefined
    },
  },
  objectName: { ...objectName, example: 'thanos-tls' },
} as const satisfies Readonly<Record<string, StringFormat>>

const signInSecret = {
  secret: accessSecret,
  owner: 'the sign-in',
  entry: 'oauth2-proxy/production',
  keys: accessSecretKeys,
  program: 'oauth2-proxy',
} as const

type Values = Partial<Record<AccessField, string>>

/** Reads `access`: through which sign-in, and through which Gateway or Ingress, people open the pages. */
export function readAccess(
  fields: MappingReader<'access' | 'externalUrls' | 'components'>,
  externalUrls: NonNullable<Environment['externalUrls']>,
): Access | undefined {
  const access = fields.mapping('access', keys)
  if (access === undefined) return undefined
  const { provider, values: secretValues } = readSecretValues(access, signInSecret)
  const pages = readPages(fields, externalUrls)
  return {
    secrets: provider,
    pages,
    values: {
      issuer: access.requiredString('issuer', accessFormats.issuer),
      clientId: access.requiredString('clientId', accessFormats.clientId),
      ...readAllowed(access),
      ...readRoute(access),
      ...secretValues,
    },
  }
}

/** The pages with an address. oauth2-proxy removes no path, and sends its cookies over HTTPS only. */
function readPages(
  fields: MappingReader<'access' | 'externalUrls' | 'components'>,
  externalUrls: NonNullable<Environment['externalUrls']>,
): readonly PageName[] {
  const components = fields.list('components')
  const pages = pageNames.filter(
    (page) => externalUrls[page] !== undefined && (!isOptional(page) || components.includes(page)),
  )
  const listed = fields.value('externalUrls') ?? {}
  // Addresses that are not valid have problems of their own.
  if (pages.length === 0 && isObject(listed) && pageNames.every((page) => listed[page] === undefined))
    fields.keyProblem(
      'access',
      'access leads to no page, because no page has an address.',
      'Add for example externalUrls: {prometheus: https://prometheus.example.com, query: https://thanos.example.com}',
      fields.context.codes.invalid,
    )
  for (const [index, page] of pages.entries()) reportPage(fields, externalUrls, page, pages.slice(0, index))
  return pages
}

/** Whether an environment need not have the program of the page. */
const isOptional = (page: PageName): boolean => page === 'alertmanager' || page === 'grafana'

function reportPage(
  fields: MappingReader<'externalUrls'>,
  externalUrls: NonNullable<Environment['externalUrls']>,
  page: PageName,
  before: readonly PageName[],
): void {
  const url = externalUrls[page]!
  const at = ['externalUrls', page]
  const host = hostOfUrl(url)
  const hostOnly = `https://${page}.example.com`
  if (!url.startsWith('https://'))
    fields.problem(
      at,
      `With access, the address of a page must begin with https://, not ${shownValue(url)}: the cookie of the sign-in is sent over HTTPS only.`,
      `Write ${url.replace(/^http:/, 'https:')}`,
    )
  else if (/^https:\/\/[^/]*\//.test(url))
    fields.problem(
      at,
      `With access, each page has a host of its own, without a path, not ${shownValue(url)}.`,
      `Write for example ${page}: ${hostOnly}`,
    )
  const other = before.find((name) => hostOfUrl(externalUrls[name]!) === host)
  if (other !== undefined)
    fields.problem(
      at,
      `With access, each page has a host of its own, but ${other} and ${page} have the host ${host}.`,
      `Write for example ${page}: ${hostOnly}`,
    )
}

/** Everybody with an account at the issuer could otherwise silence alerts. */
function readAllowed(access: AccessReader): Values {
  const groups = strings(access, 'allowedGroups', accessFormats.group)
  const domains = strings(access, 'allowedEmailDomains', accessFormats.emailDomain)
  if (!access.has('allowedGroups') && !access.has('allowedEmailDomains'))
    access.missing('allowedGroups', 'allowedGroups: [platform-team]')
  return {
    ...(groups.length > 0 ? { allowedGroups: groups.map(commaSeparated).join(',') } : {}),
    allowedEmailDomains: domains.length > 0 ? domains.join(',') : '*',
  }
}

/** A value in the list of a flag, which is read like a line of CSV. */
const commaSeparated = (value: string): string => (value.includes(',') ? `"${value}"` : value)

function strings(
  access: AccessReader,
  key: 'allowedGroups' | 'allowedEmailDomains',
  format: StringFormat,
): readonly string[] {
  const list = access.list(key)
  if (access.has(key) && list.length === 0 && Array.isArray(access.value(key)))
    access.problem([key], `${key} is empty, so it has no effect.`, `Add an entry, or remove ${key}.`)
  for (const [index, value] of list.entries())
    if (typeof value !== 'string' || !format.pattern.test(value))
      access.problem(
        [key, index],
        `An entry of ${key} must be ${format.description}, not ${shownValue(value)}.`,
        format.remedy?.(value) ?? `Write for example ${key}: [${format.example}]`,
      )
  return list.map(String)
}

function readRoute(access: AccessReader): Values {
  const gateway = access.mapping('gateway', ['name', 'namespace', 'listener'])
  const ingressClass = access.string('ingressClass', { ...objectName, example: 'nginx' })
  const tlsSecret = access.string('tlsSecret', accessFormats.objectName)
  if (!access.has('gateway') && !access.has('ingressClass'))
    access.problem(
      [],
      'No route leads to the pages: access has neither gateway nor ingressClass.',
      'Add for example gateway: {name: public, namespace: gateways}, or ingressClass: nginx',
    )
  if (access.has('gateway') && access.has('ingressClass'))
    access.keyProblem(
      'ingressClass',
      'access has both gateway and ingressClass, so each page would have two routes.',
      'Remove one of the two.',
      access.context.codes.invalid,
    )
  if (access.has('tlsSecret') && !access.has('ingressClass'))
    access.keyProblem(
      'tlsSecret',
      'tlsSecret is the certificate of an Ingress. A Gateway has certificates of its own.',
      'Remove tlsSecret.',
      access.context.codes.invalid,
    )
  const listener = gateway?.string('listener', { ...objectName, example: 'https' })
  return {
    ...(gateway && {
      'gateway.name': gateway.requiredString('name', { ...objectName, example: 'public' }),
      'gateway.namespace': gateway.requiredString('namespace', { ...dnsLabel, example: 'gateways' }),
    }),
    ...(listener === undefined ? {} : { 'gateway.listener': listener }),
    ...(ingressClass === undefined ? {} : { ingressClass }),
    ...(tlsSecret === undefined ? {} : { tlsSecret }),
  }
}
