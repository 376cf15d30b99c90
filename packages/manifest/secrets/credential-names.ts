import { isPlaceholder, looksLikeName } from './placeholder.ts'
import secretFields from './secret-fields.json' with { type: 'json' }

// Prometheus, Alertmanager and Thanos declare these fields as secret.
const declared = new Set(secretFields.sources.flatMap(({ fields }) => fields))
const declaredUrls = new Set(secretFields.sources.flatMap((source) => source.urls ?? []))
// These names are also those of references, depending on the file.
const ambiguous = new Set(['token', 'token_id', 'secret_id', 'access_key_id'])

/** Names whose value is a credential in any file. */
const strong =
  /(?:^|[_.-])(?:pass(?:word|phrase|wd)|pwd|(?:access|auth|bearer|refresh|session|bot|app|api|id)_?token|(?:client|app|api|access|auth|webhook|consumer|signing)_?secret|credentials|private_?key|secret_?access_?key|access_?key_?secret|(?:storage_?)?account_?key|service_?key|api_?key|routing_?key|user_?key|integration_?key|connection_?string|sse_?key|encryption_?key|(?:client_?)?key_data|license_?key|basic_?auth)$/
/** Names whose value is a credential, or the name of one. */
const weak = /(?:^|[_.-])(?:secret|token|access_?key(?:_?id)?|secret_?key|auth|pass|salt)$/
/** Names of references to a credential. */
const reference = /(?:_|-|\.|^)(?:file|ref|name|path|namespace|type|url|uri|ttl|key_?ref|mount|dir|id)$/

const longestName = 128

/** `accessKeyId`, `ACCESS-KEY-ID` and `--access.key` as `access_key_id` and `access.key`. */
const normalized = (name: string): string =>
  name
    .replace(/^-+/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()

/** Whether a field, variable or argument of this name holds a credential, or the name of one. */
export const isCredentialName = (name: string): boolean => strengthOf(name) !== undefined

const strengths = new Map<string, 'strong' | 'weak' | 'url' | undefined>()
const mostNames = 20_000

function strengthOf(name: string): 'strong' | 'weak' | 'url' | undefined {
  if (name.length > longestName || name.length < 3) return undefined
  if (strengths.has(name)) return strengths.get(name)
  const strength = computeStrength(name)
  if (strengths.size < mostNames) strengths.set(name, strength)
  return strength
}

// Most names contain none of these.
const hint = /pass|pwd|secret|token|key|cred|auth|salt|connection|url/i

function computeStrength(name: string): 'strong' | 'weak' | 'url' | undefined {
  if (!hint.test(name)) return undefined
  const plain = normalized(name)
  if (declaredUrls.has(plain)) return 'url'
  if (plain === name && declared.has(name) && !ambiguous.has(name)) return 'strong'
  if (weak.test(plain) && !strong.test(plain)) return 'weak'
  if (reference.test(plain)) return undefined
  return strong.test(plain) ? 'strong' : undefined
}

/**
 * Whether the value of a field, variable or argument of this name is a literal credential.
 * @param allowsPath whether a path is a reference, as in arguments and variables
 */
export function isCredentialValue(name: string, value: string, allowsPath = false): boolean {
  const strength = strengthOf(name)
  if (strength === undefined || isPlaceholder(value) || isSealed(name, value)) return false
  if (strength === 'url') return isSecretAddress(value)
  if (allowsPath && isPath(value)) return false
  // The S3 client of Thanos has the key of SSE-C in a file.
  if (name === 'encryption_key' && /^(?:\/[\w.-]{1,39}){3,}$/.test(value)) return false
  return strength === 'strong' ? !/^[[{|>&*]$/.test(value) : !looksLikeName(value)
}

/** RSA of 4096 bits alone gives 512 bytes. A shorter value was not sealed. */
export const leastSealed = 300

const isSealed = (name: string, value: string): boolean => /^sealed/i.test(name) && value.length >= leastSealed

const isPath = (value: string): boolean =>
  /^(?:\.{0,2}\/|file:|env:)/.test(value) && value.split('/').every((part) => part.length < 40)

/** The address of an incoming webhook contains its credential, except for addresses inside the cluster and API roots. */
const isSecretAddress = (value: string): boolean => {
  const [, host = '', path = ''] = /^https:\/\/([^/?#\s]+)([^\s]*)$/.exec(value.slice(0, 4096)) ?? []
  if (host === '' || /\.svc(?:\.|:|$)|^localhost|^127\./.test(host) || !host.includes('.')) return false
  return path.split(/[/?&=]/).some((part) => part.length >= 8 && !isPlaceholder(part) && !looksLikeName(part))
}
