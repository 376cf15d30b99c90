import type { StringFormat } from '@thanos-gitops/manifest'

// With a letter: a certificate has a name, and checks of NetworkPolicies compare names.
export const remoteAddress: StringFormat = {
  pattern: /^(?=[^:]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9.-]*:\d{1,5}$/,
  description: 'the DNS name and the gRPC port of a query, without a scheme',
  example: 'thanos-query.eu-1.example.com:10901',
  remedy: (value) => {
    const address = String(value).replace(/^\w+:\/\/|\/+$/g, '')
    return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(address) ? `Write address: ${address}:10901` : undefined
  },
}

export const serverName: StringFormat = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9.-]*$/,
  description: 'a DNS name',
  example: 'thanos-query.eu-1.example.com',
}

/** The host of a valid address. Undefined without one. */
export const hostOfAddress = (address: string | undefined): string | undefined => address?.replace(/:\d+$/, '')

export const network: StringFormat = {
  pattern: /^[0-9a-fA-F.:]+\/\d{1,3}$/,
  description: 'a network in CIDR notation',
  example: '10.20.0.0/16',
}
