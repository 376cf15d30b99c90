import type { StringFormat } from '@thanos-gitops/manifest'

/** What strings of `receive` must look like. */
export const receiveFormats = {
  header: { pattern: /^[A-Za-z0-9-]{1,100}$/, description: 'the name of an HTTP header', example: 'X-Scope-OrgID' },
  // The name of a folder of the receiver.
  tenant: {
    pattern: /^[A-Za-z0-9][\w.-]{0,99}$/,
    description: 'the name of a tenant: letters, digits and . _ -, at most 100 characters',
    example: 'team-a',
  },
  // A part of the names of a StatefulSet, its pods and its volumes.
  zone: {
    pattern: /^[a-z0-9]([a-z0-9-]{0,34}[a-z0-9])?$/,
    description: 'the name of a zone: lowercase letters, digits and -, at most 36 characters',
    example: 'eu-west-1a',
  },
} as const satisfies Readonly<Record<string, StringFormat>>
