import { isObject, receiverSecretsFolder, shownValue, type YamlPath } from '@thanos-gitops/manifest'
import { elementOf, type Fields, fieldsOf, fieldsWithFile, isScalar } from './receiver-fields.ts'
import { below, type Copied, type SettingWriter } from './setting-writer.ts'

/** A reference to a key of a Secret: `{key: slack-url}`, or `{secret: NAME, key: slack-url}`. */
export interface SecretReference {
  /** Undefined for the Secret of `alerting.secrets`. */
  readonly secret: string | undefined
  readonly key: string
  readonly path: YamlPath
}

/** What reading references needs. */
export interface ReferenceContext {
  readonly writer: SettingWriter
  /** The Secret of references that name none. */
  readonly secret: string
  readonly references: SecretReference[]
  report(path: YamlPath, message: string, remedy: string): void
}

const secretKey = /^(?!\.{1,2}$)[-._a-zA-Z0-9]{1,253}$/
const secretName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/

/** Copies a mapping of Alertmanager's configuration, with the names of mounted files instead of references to Secrets. */
export function copyFields(value: unknown, type: Fields, at: Copied, context: ReferenceContext): unknown {
  if (!isObject(value)) return context.writer.copy(value, at)
  const copied: Record<string, unknown> = {}
  for (const [name, child] of Object.entries(value))
    if (isReference(child) && mayBeReference(type[name])) {
      const field = fileField(name, type)
      if (field === undefined) reportNoFile(name, type, below(at, name).path, context)
      else copied[field] = fileOf(child, below(at, name, field), context)
    } else copied[name] = copyValue(child, type[name], below(at, name), context)
  return context.writer.write(copied, at)
}

function copyValue(value: unknown, type: unknown, at: Copied, context: ReferenceContext): unknown {
  const fields = fieldsOf(type)
  if (fields !== undefined) return copyFields(value, fields, at, context)
  const element = elementOf(type)
  if (element !== undefined && Array.isArray(value))
    return context.writer.write(
      value.map((item: unknown, index) => copyValue(item, element, below(at, index), context)),
      at,
    )
  return type === 'config.Header' && isObject(value) ? copyHeaders(value, at, context) : context.writer.copy(value, at)
}

/** HTTP headers by name: each can have `files`, a list. */
function copyHeaders(headers: Fields, at: Copied, context: ReferenceContext): unknown {
  const copied = Object.entries(headers).map(([name, header]) => {
    const files = isObject(header) ? header.files : undefined
    if (!isObject(header) || !Array.isArray(files)) return [name, context.writer.copy(header, below(at, name))]
    const place = below(below(at, name), 'files')
    const written = files.map((file: unknown, index) =>
      isReference(file) ? fileOf(file, below(place, index), context) : context.writer.copy(file, below(place, index)),
    )
    return [name, { ...header, files: context.writer.write(written, place) }]
  })
  return context.writer.write(Object.fromEntries(copied), at)
}

/** An unknown field is reported as such. */
const mayBeReference = (type: unknown): boolean => type !== undefined && isScalar(type)

/** The field for the name of the file with the value of a field. */
function fileField(name: string, type: Fields): string | undefined {
  if (name.endsWith('_file')) return name
  return Object.hasOwn(type, `${name}_file`) ? `${name}_file` : undefined
}

const isReference = (value: unknown): value is Fields =>
  isObject(value) && (Object.hasOwn(value, 'key') || Object.hasOwn(value, 'secret'))

/** The absolute path at which Alertmanager finds the key of a Secret. */
function fileOf(reference: Fields, at: Copied, context: ReferenceContext): string {
  const { secret, key } = reference
  const report = (step: string, message: string, remedy: string): void =>
    context.report([...at.path, step], message, remedy)
  for (const name of Object.keys(reference))
    if (name !== 'secret' && name !== 'key')
      report(name, `Unknown key ${name}.`, 'A reference to a Secret has the keys secret and key.')
  if (typeof key !== 'string' || !secretKey.test(key))
    report('key', `key must be a key of the Secret, not ${shownValue(key)}.`, 'Write for example {key: slack-url}')
  if (secret !== undefined && (typeof secret !== 'string' || !secretName.test(secret)))
    report(
      'secret',
      `secret must be the name of a Secret, not ${shownValue(secret)}.`,
      'Write for example {secret: pagerduty, key: token}',
    )
  const found = { secret: typeof secret === 'string' ? secret : undefined, key: String(key), path: at.path }
  context.references.push(found)
  return context.writer.write(`${receiverSecretsFolder}/${found.secret ?? context.secret}/${found.key}`, at)
}

function reportNoFile(name: string, type: Fields, path: YamlPath, context: ReferenceContext): void {
  const others = fieldsWithFile(type)
  context.report(
    path,
    `Alertmanager reads ${name} from its configuration only, and from no file.`,
    others.length > 0 ? `Fields that a Secret can have here: ${others.join(', ')}.` : (remedies[name] ?? noFile),
  )
}

const noFile =
  'Write the value if it is public. Otherwise use authentication that can be in a file, such as http_config.authorization.credentials.'

/** What to use instead of fields of kinds that read no file. */
const remedies: Readonly<Record<string, string>> = {
  access_key:
    'Remove sigv4 keys: give the ServiceAccount alertmanager a role of AWS by an annotation, and set role_arn.',
  secret_key:
    'Remove sigv4 keys: give the ServiceAccount alertmanager a role of AWS by an annotation, and set role_arn.',
}
