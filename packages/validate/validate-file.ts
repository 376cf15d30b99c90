import { type Finding, type KubernetesObject, nearest, nextSentence, parsePointer } from '@thanos-gitops/manifest'
import { moreThanRead, mostProblems } from '@thanos-gitops/manifest/read'
import { allKinds, check, type SchemaProblem, schemaOf } from '@thanos-gitops/schemas'
import { asObject, type ManifestObject, missingField, readContent } from './manifest-objects.ts'
import { nameOf, type ObjectProblem, placedFinding } from './object-problem.ts'

export interface ValidatedFile {
  /** The number of objects. The items of a List are counted, not the List. */
  readonly objects: number
  readonly findings: readonly Finding[]
}

/** Validates the content of a manifest file against the committed schemas. @param file in findings */
export function validateContent(content: string, file: string, version: string): ValidatedFile {
  const { objects, findings } = readContent(content, file)
  const all = [...findings]
  for (const object of objects)
    for (const finding of placed(object, schemaProblems(object.value, version))) {
      if (all.length >= mostProblems)
        return { objects: objects.length, findings: [...all, moreThanRead(file, finding.place?.line ?? 1, true)] }
      all.push(finding)
    }
  return { objects: objects.length, findings: all }
}

const placed = ({ keyPlace }: ManifestObject, problems: readonly ObjectProblem[]): Finding[] =>
  problems.map((problem) => placedFinding(problem, (pointer) => keyPlace(parsePointer(pointer) ?? []), undefined))

/** What the committed schemas refuse. @param version the minor version of Kubernetes, such as `1.36` */
export function schemaProblems(value: unknown, version: string): readonly ObjectProblem[] {
  const object = asObject(value)
  if (object === undefined) return [withoutKind(missingField(value) ?? 'kind')]
  const schema = schemaOf(version, object)
  if (!schema) return [{ pointer: '/kind', finding: unknownKind(object, version) }]
  return check(schema, object).map((problem) => ({
    pointer: problem.pointer,
    finding: schemaMismatch(object, problem),
  }))
}

const withoutKind = (missing: string): ObjectProblem => ({
  pointer: '',
  finding: {
    code: 'manifest-without-kind',
    severity: 'error',
    message: `The document has no ${missing}, so it is not a Kubernetes object.`,
    remedy: `Add ${missing}, or move the file out of the folder of manifests.`,
  },
})

export const unknownKindCode = 'schema-unknown-kind'
export const schemaMismatchCode = 'schema-mismatch'

const schemaMismatch = (
  object: KubernetesObject,
  { pointer, message, remedy }: SchemaProblem,
): ObjectProblem['finding'] => ({
  code: schemaMismatchCode,
  severity: 'error',
  message: `${nameOf(object)}${pointer && ` at ${pointer}`}: ${message}.`,
  remedy: nextSentence(remedy, 'Correct the object in the base or the patch that sets the field, and render again.'),
})

function unknownKind({ apiVersion, kind }: KubernetesObject, version: string): ObjectProblem['finding'] {
  return {
    code: unknownKindCode,
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
