/** What a string in a settings file must look like. */
export interface StringFormat {
  readonly pattern: RegExp
  /** Completes "must be": `a DNS label`. */
  readonly description: string
  /** A valid value, for the remedy. */
  readonly example: string
  /** Set if a wrong value can be a credential: messages then do not contain the value. */
  readonly isSecret?: boolean
  /** The remedy for some wrong values, instead of the example. */
  readonly remedy?: (value: unknown) => string | undefined
}

/** RFC 1123 label, as the API server checks namespaces. */
export const dnsLabel: StringFormat = {
  pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  description: 'a DNS label (lower-case letters, digits and -, at most 63 characters)',
  example: 'monitoring',
}

/**
 * An environment's folder. With `thanos-` before it and the longest suffix of a delivery object after it, the name must fit into a
 * label, which has 63 characters. `all` is the project of Nx that runs a target for all environments, and `layers` the folder of layers.
 */
export const environmentName: StringFormat = {
  pattern: /^(?!(all|layers)$)[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/,
  description: 'a DNS label (lower-case letters, digits and -, at most 42 characters) other than all and layers',
  example: 'production',
}

/** The folder of a layer, and its name in `layers` of `environment.yaml`. */
export const layerName: StringFormat = {
  pattern: /^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/,
  description: 'a DNS label (lower-case letters, digits and -, at most 42 characters)',
  example: 'eu',
}

/** A ring of environments: a part of the name of a branch. */
export const ringName: StringFormat = { ...layerName, example: 'canary' }

const subdomain = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'

/** RFC 1123 subdomain, as the API server checks the names of most objects. */
export const dnsName: StringFormat = {
  pattern: new RegExp(`^(?=.{1,253}$)${subdomain}$`),
  description: 'a DNS name (lower-case letters, digits, - and ., at most 253 characters)',
  example: 'cluster.local',
}

/** A DNS name with an optional port. */
export const hostAndPort: StringFormat = {
  pattern: new RegExp(`^${subdomain}(:\\d{1,5})?$`),
  description: 'a host name with an optional port, without https://',
  example: 's3.eu-central-1.amazonaws.com',
}

export const anyString: StringFormat = { pattern: /./s, description: 'a string that is not empty', example: 'thanos' }
