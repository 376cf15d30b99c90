import { type Finding, isObject, type KubernetesObject, nearest, parsePointer } from '@thanos-gitops/manifest'
import { decodeManifest, readManifestFile, readStream, type StreamDocument } from '@thanos-gitops/manifest/read'
import { allKinds, check, type SchemaProblem, schemaOf } from '@thanos-gitops/schemas'

type YamlDocument = Pick<StreamDocument, 'value' | 'keyPlace'>

export interface ValidatedFile {
  /** The number of objects. The items of a List are counted, not the List. */
  readonly objects: number
  readonly findings: readonly Finding[]
}

/**
 * Validates a manifest file against the committed schemas, in this process.
 *
 * @param file the path from the root of the repository, for findings
 * @param version the minor version of Kubernetes, such as `1.36`
 */
export function validateFile(path: string, file: string, version: string): ValidatedFile {
  const content = readManifestFile(path, file)
  const text = content instanceof Uint8Array ? decodeManifest(file, content) : content
  return typeof text === 'string' ? validateContent(text, file, version) : { objects: 0, findings: [text] }
}

/** Validates the content of a manifest file. */
export function validateContent(content: string, file: string, version: string): ValidatedFile {
  const { documents, findings } = readStream(file, content)
  const objects = documents.flatMap(itemsOf)
  if (objects.length === 0) return { objects: 0, findings: findings.length > 0 ? findings : [emptyFile(file)] }
  return {
    objects: objects.length,
    findings: [...findings, ...objects.flatMap((object) => validateObject(object, version))],
  }
}

export const emptyFile = (file: string): Finding => ({
  code: 'manifest-empty',
  severity: 'error',
  message: 'The file contains no Kubernetes object.',
  remedy: 'Delete the file, or render the environment again.',
  place: { file, line: 1 },
})

/** The items of a `v1` List, which kubectl applies one by one, or the document itself. */
function itemsOf(document: YamlDocument): YamlDocument[] {
  const { value, keyPlace } = document
  if (!isObject(value) || value.kind !== 'List' || value.apiVersion !== 'v1' || !Array.isArray(value.items))
    return [document]
  return value.items.map((item: unknown, index) => ({
    value: item,
    keyPlace: (path) => keyPlace(['items', String(index), ...path]),
  }))
}

function validateObject({ value, keyPlace }: YamlDocument, version: string): Finding[] {
  const missing = ['kind', 'apiVersion'].find(
    (name) => !isObject(value) || typeof value[name] !== 'string' || value[name] === '',
  )
  if (missing !== undefined)
    return [
      {
        code: 'manifest-without-kind',
        severity: 'error',
        message: `The document has no ${missing}, so it is not a Kubernetes object.`,
        remedy: `Add ${missing}, or move the file out of the folder of manifests.`,
        place: keyPlace([]),
      },
    ]
  const object = value as unknown as KubernetesObject
  const schema = schemaOf(version, object)
  if (!schema) return [{ ...unknownKind(object, version), place: keyPlace(['kind']) }]
  return check(schema, object).map((problem) => ({
    ...schemaMismatch(object, problem),
    place: keyPlace(parsePointer(problem.pointer) ?? []),
  }))
}

const nameOf = ({ kind, metadata }: KubernetesObject): string => (metadata?.name ? `${kind}/${metadata.name}` : kind)

const schemaMismatch = (object: KubernetesObject, { pointer, message, remedy }: SchemaProblem): Finding => ({
  code: 'schema-mismatch',
  severity: 'error',
  message: `${nameOf(object)}${pointer && ` at ${pointer}`}: ${message}.`,
  remedy: `${remedy} Correct the object in the base or the patch that sets the field, and render again.`,
})

function unknownKind({ apiVersion, kind }: KubernetesObject, version: string): Finding {
  return {
    code: 'schema-unknown-kind',
    severity: 'error',
    message: `There is no ${kind} in ${apiVersion}, neither in Kubernetes ${version} nor in a known CRD.`,
    remedy: remedyForUnknownKind(apiVersion, kind, version),
  }
}

function remedyForUnknownKind(apiVersion: string, kind: string, version: string): string {
  const kinds = allKinds(version)
  const otherVersions = kinds.filter((one) => one.kind === kind).map((one) => one.apiVersion)
  if (otherVersions.length > 0) return `Use apiVersion ${otherVersions.join(' or ')}.`
  const similar = nearest(
    kind,
    kinds.filter((one) => one.apiVersion === apiVersion).map((one) => one.kind),
  )
  return similar === undefined
    ? 'Add its CRD to scripts/generate-schemas/sources.ts and run `npm run generate:schemas`.'
    : `Did you mean ${similar}?`
}
