// What the strings of delivery.yaml must look like.
import { dnsLabel, dnsName, type StringFormat } from '@thanos-gitops/manifest'

const host = String.raw`([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?`

// The form that both tools accept: Argo CD accepts `git@host:path` too, Flux does not. Without TLS, everybody on the way can change
// what the cluster applies; for an address in the same machine there is no way.
export const repositoryUrl: StringFormat = {
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
export const branchName: StringFormat = {
  pattern: /^(?![-/.])(?!.*(\.\.|\/\/|\/\.|@\{|\.lock(\/|$)))[^\s~^:?*[\]\\"'`$;&|<>\p{C}]{1,200}(?<![/.])$/u,
  description: 'the name of a branch',
  example: 'main',
}
export const argoCDNamespace: StringFormat = { ...dnsLabel, example: 'argocd' }
export const fluxNamespace: StringFormat = { ...dnsLabel, example: 'flux-system' }
export const secretName: StringFormat = {
  ...dnsName,
  description: 'the name of a Secret',
  example: 'repository-credentials',
}

/** Argo CD replaces `$` and the name of a key with its value, and such a name has no dots. */
export const notificationSecret: StringFormat = {
  pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  description: 'the name of a Secret (lower-case letters, digits and -, at most 63 characters)',
  example: 'commit-status-token',
}

export const repositoryAddress: StringFormat = {
  pattern:
    /^(https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?|http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?)(\/[\w.~-]+)+$/,
  description: 'the web address of the repository, which begins with https://',
  example: 'https://github.com/example/thanos-gitops',
}
