// Reads the fields that programs declare as secret from their Go types.
import type { SecretSource } from './sources.ts'

/** What one module declares: a part of packages/manifest/secrets/secret-fields.json. */
export interface SecretFields {
  readonly module: string
  readonly version: string
  readonly files: string
  readonly fields: readonly string[]
  /** Fields with an address that contains its credential. */
  readonly urls?: readonly string[]
}

/** Names that are also those of fields without a credential in other files: their values are found by their form. */
const ambiguous: readonly string[] = ['key', 'secrets', 'url']

const structField = /^\s+\w+\s+\*?(?:\w+\.)?(\w+)\s+`[^`]*\byaml:"([\w-]+)/gm
const likeSecret = /pass|secret|token|key|credential|connection_string/

/** The fields that the Go files of a source declare as secret. Throws an Error if the lists of the source are out of date. */
export function secretFields(source: Omit<SecretSource, 'sum'>, contents: readonly string[]): SecretFields {
  const { module, version, files, plainSecrets, publicStrings = [] } = source
  const declared = contents.flatMap((content) =>
    Array.from(content.matchAll(structField), ([, type = '', name = '']) => ({ type, name })),
  )
  const named = (...types: readonly string[]): readonly string[] =>
    [...new Set(declared.filter(({ type }) => types.includes(type)).map(({ name }) => name))]
      .filter((name) => !ambiguous.includes(name))
      .sort()
  const strings = named('string', 'Secret')
  const unlisted = [...(plainSecrets ?? []), ...publicStrings].filter((name) => !strings.includes(name))
  if (unlisted.length > 0) throw new Error(`${module} has no field ${unlisted.join(', ')}. Correct sources.ts.`)
  const unknown = strings.filter(
    (name) => likeSecret.test(name) && !plainSecrets?.includes(name) && !publicStrings.includes(name),
  )
  if (plainSecrets !== undefined && unknown.length > 0)
    throw new Error(`${module}: ${unknown.join(', ')} can be secrets. Add them to a list in sources.ts.`)
  const urls = named('SecretURL', 'SecretTemplateURL')
  return {
    module,
    version,
    files: files.join(', '),
    fields: plainSecrets === undefined ? named('Secret') : [...plainSecrets].sort(),
    ...(urls.length === 0 ? {} : { urls }),
  }
}

const comment =
  'Written by npm run generate:schemas. Fields that these programs declare as secret: Go fields of the types Secret, SecretURL and SecretTemplateURL, and the fields of object storage and cache clients that hold a credential. Fields whose name does not show a credential in other files (key, secrets, url) are left out: their values are found by their form.'

/** The content of secret-fields.json. */
export const secretFieldsContent = (sources: readonly SecretFields[]): string =>
  `${JSON.stringify({ comment, sources }, undefined, 2)}\n`
