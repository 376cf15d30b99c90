import { accessSecret, accessSecretKeys, dnsLabel } from '@thanos-gitops/manifest'
import { accessFormats } from '../environment/load-access.ts'
import { objectName } from '../environment/secret-formats.ts'
import { closed, type JsonSchema, stringSchema } from './json-schema.ts'
import { secretsSchema } from './secrets-schema.ts'

/** `access`: the sign-in before the pages. */
export const accessSchema: JsonSchema = {
  description: 'People open the pages of externalUrls after a sign-in: environments/access.md.',
  ...closed(
    {
      issuer: stringSchema(accessFormats.issuer, 'The OpenID Connect issuer.'),
      clientId: stringSchema(accessFormats.clientId, 'The client ID of the pages at the issuer.'),
      allowedGroups: listOf(stringSchema(accessFormats.group), 'Only members of one of these groups.'),
      allowedEmailDomains: listOf(stringSchema(accessFormats.emailDomain), 'Only email addresses of these domains.'),
      gateway: {
        description: 'The Gateway to which the HTTPRoutes are attached.',
        ...closed(
          { name: stringSchema(objectName), namespace: stringSchema(dnsLabel), listener: stringSchema(objectName) },
          ['name', 'namespace'],
        ),
      },
      ingressClass: stringSchema(objectName, 'The class of the Ingresses, in a cluster without Gateway API.'),
      tlsSecret: stringSchema(accessFormats.objectName, 'The certificate of the Ingresses.'),
      secrets: secretsSchema(
        `Where ${accessSecretKeys.join(' and ')} come from. Default: the Secret ${accessSecret} exists.`,
      ),
    },
    ['issuer', 'clientId'],
  ),
}

function listOf(items: JsonSchema, description: string): JsonSchema {
  return { type: 'array', items, minItems: 1, description }
}
