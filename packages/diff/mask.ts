import { isObject, type Json, type KubernetesObject } from '@thanos-gitops/manifest'

// More people can read a pull request than a Secret. Masked values show that a field changed, but not its content.

export const masked = '(masked)'

/** Names of fields and environment variables that contain credentials, in Prometheus, Alertmanager and Thanos' object storage. */
const credential =
  /(^|[_.-])(pass(word|phrase|wd)?|secret|token|credentials?|private_?key|access_?key(_?id)?|secret_?(access_?)?key|service_?key|api_?key|account_?key|routing_?key|user_?key|integration_?key|auth_?password|client_?secret|slack_?api_?url|connection_?string|sse_?key|encryption_?key)$/i
/** Mapping that refer to a credential but do not contain it. */
const reference = /(_file|file|ref|name|path)$/i
const withCredentials = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi
const bearer = /\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}/g
const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g

const camelToSnake = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')

export const isCredentialName = (name: string): boolean => credential.test(camelToSnake(name)) && !reference.test(name)

/** `--password=x`, `password: x` and `secret_key = "x"` in strings that are not documents. */
const inString =
  /([\w-]*(?:password|passwd|secret[_-]?key|access[_-]?key|api[_-]?key|client[_-]?secret|bearer[_-]?token)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;}"']+)/gi

const maskString = (text: string): string =>
  text
    .replaceAll(pem, masked)
    .replaceAll(withCredentials, `$1${masked}@`)
    .replaceAll(bearer, `$1 ${masked}`)
    .replaceAll(inString, (whole, name: string, value: string) =>
      /^["']?(\$[({]|\/|<)/.test(value) || /file|path/i.test(name) ? whole : `${name}${masked}`,
    )

/** A value that is safe to print. `steps` lead to it in the object. */
export function maskedValue(object: KubernetesObject, steps: readonly string[], value: unknown): Json {
  if (object.kind === 'Secret' && (steps[0] === 'data' || steps[0] === 'stringData')) return hidden(value)
  if (steps[0] === 'binaryData' || steps.at(-1) === 'caBundle') return hidden(value)
  if (typeof value === 'string' && isCredential(steps)) return isPlaceholder(value) ? value : masked
  return maskInside(value)
}

/** Whether the steps lead to a credential or below one. An environment variable `[name=PASSWORD]` counts as PASSWORD. */
const isCredential = (steps: readonly string[]): boolean =>
  !reference.test(steps.at(-1) ?? '') &&
  steps.some((step) => isCredentialName(/^\[name=(.*)\]$/.exec(step)?.[1] ?? step)) &&
  !steps.includes('valueFrom')

/** A placeholder that is replaced at run time is not secret: `$(AWS_SECRET_ACCESS_KEY)`, `${PASSWORD}`. */
const isPlaceholder = (value: string): boolean => /^\$[({]\w+[)}]$/.test(value)

const hidden = (value: unknown): Json =>
  isObject(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, masked])) : masked

function maskInside(value: unknown): Json {
  if (typeof value === 'string') return maskString(value)
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
