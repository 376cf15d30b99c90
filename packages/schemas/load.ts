import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { prefix } from './reachable.ts'
import type { KindOf, Schema, SchemaFile } from './schema.ts'
import { kubernetesVersions } from './versions.ts'

/** A generated file: the JSON of each kind and definition by its name, and the schemas that were parsed so far. */
interface SchemaLines {
  readonly json: ReadonlyMap<string, string>
  readonly schemas: Map<string, Schema>
}

const files = new Map<string, SchemaLines | undefined>()

/**
 * The generated file, or undefined if it does not exist. Every render uses it: a file is read when it is first needed, and only
 * those of its lines are parsed that a kind needs. Each line is one kind or definition.
 */
function read(path: string): SchemaLines | undefined {
  if (!files.has(path)) {
    const file = join(import.meta.dirname, path)
    // Only a file that does not exist has no schemas: one that cannot be read is an error.
    const exists = lstatSync(file, { throwIfNoEntry: false }) !== undefined
    files.set(path, exists ? { json: splitLines(readFileSync(file, 'utf8')), schemas: new Map() } : undefined)
  }
  return files.get(path)
}

function splitLines(text: string): Map<string, string> {
  const json = new Map<string, string>()
  for (const line of text.split('\n')) {
    const end = line.indexOf('":{')
    if (end > 0) json.set(line.slice(1, end), line.slice(end + 2, line.endsWith(',') ? -1 : undefined))
  }
  return json
}

/** Kubernetes' own schemas. Throws for a version without data; `kubernetesVersions` lists the others. */
function kubernetesLines(version: string): SchemaLines {
  const lines = read(`kubernetes/${version}.json`)
  if (lines) return lines
  throw new Error(`There are no schemas of Kubernetes ${version}, only of ${kubernetesVersions.join(', ')}.`)
}

/** The schemas of the CRDs of a group. */
const crdLines = (group: string): SchemaLines | undefined =>
  /^[a-z0-9.-]+$/.test(group) ? read(`crds/${group}.json`) : undefined

const customGroups = new Map<string, boolean>()

/** Whether a CRD declares the kind: one of the groups in `crds/`. */
export function isCustom({ apiVersion }: Pick<KindOf, 'apiVersion'>): boolean {
  const [group = ''] = apiVersion.split('/')
  let known = customGroups.get(group)
  if (known === undefined) {
    const file = join(import.meta.dirname, 'crds', `${group}.json`)
    known = group.includes('.') && lstatSync(file, { throwIfNoEntry: false }) !== undefined
    customGroups.set(group, known)
  }
  return known
}

/** The absolute paths of all generated files. */
export const schemaFiles = (): string[] =>
  ['kubernetes', 'crds'].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder))
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => join(import.meta.dirname, folder, file)),
  )

/** The contents of the files for a version: Kubernetes first, then all CRDs. */
export function schemaTexts(version: string): string[] {
  const crds = readdirSync(join(import.meta.dirname, 'crds'))
    .sort()
    .map((file) => `crds/${file}`)
  return [`kubernetes/${version}.json`, ...crds].map((path) => readFileSync(join(import.meta.dirname, path), 'utf8'))
}

/** All kinds of a version and of the CRDs. Reads every file: for messages only. */
export const allKinds = (version: string): KindOf[] =>
  schemaTexts(version)
    .flatMap((text) => Object.keys((JSON.parse(text) as SchemaFile).kinds))
    .map((name) => ({ apiVersion: name.slice(0, name.lastIndexOf('/')), kind: name.slice(name.lastIndexOf('/') + 1) }))

/**
 * The schema of a kind, with definitions instead of `$ref`s. It is a graph: definitions are shared, and the schema of a
 * CustomResourceDefinition contains itself.
 */
export function schemaOf(version: string, object: KindOf): Schema | undefined {
  const found = find(version, object)
  return found && linked(found.name, found.lines)
}

const groupsOf = (names: Iterable<string>): ReadonlySet<string> =>
  new Set([...names].map((name) => name.split('/')).flatMap((parts) => (parts.length === 3 ? [parts[0]!] : [])))

const groups = new Map<string, ReadonlySet<string>>()

/** Whether the API group of a kind is one of Kubernetes, but this version of Kubernetes does not serve the kind in this API version. */
export function isUnserved(version: string, { apiVersion, kind }: KindOf): boolean {
  const { json } = kubernetesLines(version)
  const known = groups.get(version) ?? groupsOf(json.keys())
  groups.set(version, known)
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : undefined
  const isOfKubernetes = group !== undefined && (known.has(group) || group === 'extensions')
  return isOfKubernetes && !kind.endsWith('List') && !json.has(`${apiVersion}/${kind}`)
}

const quantitySchemas = new Map<string, Schema | undefined>()

/** The schema of a kind that can contain a quantity. For all other kinds it is undefined, without parsing their schemas. */
export function quantitySchemaOf(version: string, object: KindOf): Schema | undefined {
  const key = `${version} ${object.apiVersion}/${object.kind}`
  if (!quantitySchemas.has(key)) {
    const found = find(version, object)
    const hasQuantities = found?.lines.json.get(found.name)?.includes('"x-quantities"')
    quantitySchemas.set(key, hasQuantities ? linked(found!.name, found!.lines) : undefined)
  }
  return quantitySchemas.get(key)
}

function find(version: string, { apiVersion, kind }: KindOf): { name: string; lines: SchemaLines } | undefined {
  const name = `${apiVersion}/${kind}`
  const inKubernetes = kubernetesLines(version)
  const lines = inKubernetes.json.has(name) ? inKubernetes : crdLines(apiVersion.split('/')[0] ?? '')
  return lines?.json.has(name) ? { name, lines } : undefined
}

function linked(name: string, lines: SchemaLines): Schema {
  const known = lines.schemas.get(name)
  if (known) return known
  const json = lines.json.get(name)!
  const schema = JSON.parse(json) as Schema
  lines.schemas.set(name, schema)
  if (json.includes(`"$ref":"${prefix}`)) linkParts(schema as Mutable, lines)
  return schema
}

type Mutable = { -readonly [Key in keyof Schema]: Schema[Key] } & { properties?: Record<string, Schema> }

/** Replaces `$ref`s by their definitions. Each is parsed when it is first read: most definitions of a pod are never read. */
function linkParts(schema: Mutable, lines: SchemaLines): void {
  for (const name in schema.properties) linkPart(schema.properties, name, lines)
  if (schema.items) linkPart(schema, 'items', lines)
  if (schema.additionalProperties instanceof Object) linkPart(schema, 'additionalProperties', lines)
}

function linkPart<Key extends string>(parent: { [key in Key]?: unknown }, key: Key, lines: SchemaLines): void {
  const part = parent[key] as Schema
  if (!part.$ref) {
    linkParts(part as Mutable, lines)
    return
  }
  const name = part.$ref.slice(prefix.length)
  const get = (): Schema => {
    const value = linked(name, lines)
    Object.defineProperty(parent, key, { value, enumerable: true })
    return value
  }
  Object.defineProperty(parent, key, { get, enumerable: true, configurable: true })
}
