import { readFileSync } from 'node:fs'
import { type Finding, isObject, type KubernetesObject, nearest, parsePointer } from '@thanos-gitops/manifest'
import { readStream, type StreamDocument } from '@thanos-gitops/manifest/read'
import { allKinds, check, type SchemaProblem, schemaOf } from '@thanos-gitops/schemas'

type YamlDocument = Pick<StreamDocument, 'value' | 'keyPlace'>

export interface ValidatedFile {
  /** How many objects are in it; a List counts as what it holds. */
  readonly objects: number
  readonly findings: readonly Finding[]
}

/** Checks a manifest file against the committed schemas, in this process. `file` is its path from the repository's root. */
export function validateFile(path: string, file: string, version: string): ValidatedFile {
  return validateText(readFileSync(path, 'utf8'), file, version)
}

export function validateText(text: string, file: string, version: string): ValidatedFile {
  const { documents, findings } = readStream(file, text)
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
  message: 'The file holds no Kubernetes object.',
  remedy: 'Remove the file, or render again.',
  place: { file, line: 1 },
})

/** kubectl takes a `v1` List apart, so its elements count. */
function itemsOf(document: YamlDocument): YamlDocument[] {
  const { value, keyPlace } = document
  if (!isObject(value) || value.kind !== 'List' || value.apiVersion !== 'v1' || !Array.isArray(value.items))
    return [document]
  return value.items.map((item: unknown, index) => ({
    value: item,
    keyPlace: (path) => keyPlace(['items', String(index), ...path]),
  }))
}

function validateObject({ value, keyPlace: place }: YamlDocument, version: string): Finding[] {
  const missing = ['kind', 'apiVersion'].find(
    (name) => !isObject(value) || typeof value[name] !== 'string' || value[name] === '',
  )
  if (missing !== undefined)
    return [
      {
        code: 'manifest-without-kind',
        severity: 'error',
        message: `There is no ${missing}, so this is no Kubernetes object.`,
        remedy: `Add its ${missing}, or move the file out of the folder of manifests.`,
        place: place([]),
      },
    ]
  const object = value as unknown as KubernetesObject
  const schema = schemaOf(version, object)
  if (!schema) return [{ ...unknownKind(object, version), place: place(['kind']) }]
  return check(schema, object).map((problem) => ({
    ...mismatch(object, problem),
    place: place(parsePointer(problem.pointer) ?? []),
  }))
}

const nameOf = ({ kind, metadata }: KubernetesObject): string => (metadata?.name ? `${kind}/${metadata.name}` : kind)

const mismatch = (object: KubernetesObject, { pointer, message, remedy }: SchemaProblem): Finding => ({
  code: 'schema-mismatch',
  severity: 'error',
  message: `${nameOf(object)}${pointer && ` at ${pointer}`}: ${message}.`,
  remedy: `${remedy} Change the object of the base, or the patch that sets it, and render again.`,
})

function unknownKind({ apiVersion, kind }: KubernetesObject, version: string): Finding {
  const kinds = allKinds(version)
  const elsewhere = kinds.filter((one) => one.kind === kind).map((one) => one.apiVersion)
  const similar = nearest(
    kind,
    kinds.filter((one) => one.apiVersion === apiVersion).map((one) => one.kind),
  )
  const remedy =
    elsewhere.length > 0
      ? `${kind} is there in ${elsewhere.join(', ')}.`
      : similar !== undefined
        ? `Did you mean ${similar}?`
        : 'Add its CRD to scripts/generate-schemas/sources.ts and run `npm run generate:schemas`.'
  return {
    code: 'schema-unknown-kind',
    severity: 'error',
    message: `Neither Kubernetes ${version} nor a known CRD has ${kind} in ${apiVersion}.`,
    remedy,
  }
}
