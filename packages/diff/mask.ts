import { isObject, type Json, type KubernetesObject } from '@thanos-gitops/manifest'

// A pull request is read by more people than a Secret. What is masked shows that it changed, and not to what.

export const masked = '(masked)'

/** Names of fields whose text is a credential: of Prometheus, Alertmanager, Thanos' object storage, and of environment variables. */
const credential =
  /(^|[_.-])(pass(word|phrase|wd)?|secret|token|credentials?|private_?key|access_?key(_?id)?|secret_?(access_?)?key|service_?key|api_?key|account_?key|routing_?key|user_?key|integration_?key|auth_?password|client_?secret|slack_?api_?url|connection_?string|sse_?key|encryption_?key)$/i
/** They say where the credential is. */
const reference = /(_file|file|ref|name|path)$/i
const withCredentials = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi
const bearer = /\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}/g
const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g

const camelToSnake = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')

export const isCredentialName = (name: string): boolean => credential.test(camelToSnake(name)) && !reference.test(name)

/** `--password=x`, `password: x` and `secret_key = "x"` inside texts that are no documents. */
const inText =
  /([\w-]*(?:password|passwd|secret[_-]?key|access[_-]?key|api[_-]?key|client[_-]?secret|bearer[_-]?token)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;}"']+)/gi

const maskText = (text: string): string =>
  text
    .replaceAll(pem, masked)
    .replaceAll(withCredentials, `$1${masked}@`)
    .replaceAll(bearer, `$1 ${masked}`)
    .replaceAll(inText, (whole, name: string, value: string) =>
      /^["']?(\$[({]|\/|<)/.test(value) || /file|path/i.test(name) ? whole : `${name}${masked}`,
    )

/** A value as it may be shown. `steps` is where it stands in the object. */
export function maskedValue(object: KubernetesObject, steps: readonly string[], value: unknown): Json {
  if (object.kind === 'Secret' && (steps[0] === 'data' || steps[0] === 'stringData')) return hidden(value)
  if (steps[0] === 'binaryData' || steps.at(-1) === 'caBundle') return hidden(value)
  if (typeof value === 'string' && isCredential(steps)) return isPlaceholder(value) ? value : masked
  return maskInside(value)
}

/** A field below a credential, or the value of an environment variable; `[name=PASSWORD]` is called PASSWORD. */
const isCredential = (steps: readonly string[]): boolean =>
  !reference.test(steps.at(-1) ?? '') &&
  steps.some((step) => isCredentialName(/^\[name=(.*)\]$/.exec(step)?.[1] ?? step)) &&
  !steps.includes('valueFrom')

/** What is filled in elsewhere is no secret: `$(AWS_SECRET_ACCESS_KEY)`, `${PASSWORD}`. */
const isPlaceholder = (value: string): boolean => /^\$[({]\w+[)}]$/.test(value)

const hidden = (value: unknown): Json =>
  isObject(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, masked])) : masked

function maskInside(value: unknown): Json {
  if (typeof value === 'string') return maskText(value)
  if (Array.isArray(value)) return value.map(maskInside)
  if (!isObject(value)) return value as Json
  const isSecretVariable = typeof value.name === 'string' && isCredentialName(value.name)
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) =>
      typeof child === 'string' &&
      !isPlaceholder(child) &&
      (isCredentialName(name) || (isSecretVariable && name === 'value'))
        ? [name, masked]
        : [name, maskInside(child)],
    ),
  )
}
