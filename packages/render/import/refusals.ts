import {
  credentialCheck,
  credentialMessage,
  type Finding,
  findCredentials,
  formatPointer,
  groupOf,
  hasReference,
  isObject,
  type KubernetesObject,
  labelOf,
  rememberCredentials,
  type SourcedObject,
  valueAt,
} from '@thanos-gitops/manifest'
import { check, isUnserved, schemaOf } from '@thanos-gitops/schemas'
import { isObjectName } from '../base/check-base.ts'

/**
 * Why an object cannot be a part of the base.
 *
 * @param object without what the server makes
 */
export function refusals(
  source: SourcedObject,
  object: KubernetesObject,
  kubernetesVersion: string,
): readonly Finding[] {
  const refuse = (code: string, pointer: string, message: string, remedy: string): Finding => ({
    code,
    severity: 'error',
    message,
    remedy,
    place: source.place(pointer),
  })
  const label = labelOf(object)
  const leaveOut = `or leave it out: --skip ${label}`
  if (object.kind === 'CustomResourceDefinition' && groupOf(object.apiVersion) === 'apiextensions.k8s.io')
    return [
      refuse(
        'import-crd',
        '/kind',
        `${label} is the definition of a kind. An environment has objects of kinds that exist.`,
        'Install it together with its operator, and leave it out here: --skip CustomResourceDefinition',
      ),
    ]
  if ((object.metadata as { generateName?: string }).generateName !== undefined)
    return [
      refuse(
        'import-name',
        '/metadata/generateName',
        `${label} has a generated name, so that each sync would create another object.`,
        `Give it a name, ${leaveOut}`,
      ),
    ]
  if (!isObjectName(object.metadata.name))
    return [
      refuse(
        'import-name',
        '/metadata/name',
        `${label} has a name that cannot be the name of a file on every system.`,
        `Use lower-case letters, digits, - and ., with a letter or digit at both ends, ${leaveOut}`,
      ),
    ]
  if (isUnserved(kubernetesVersion, object))
    return [
      refuse(
        'import-version',
        '/apiVersion',
        `Kubernetes ${kubernetesVersion} does not serve ${object.apiVersion} ${object.kind}.`,
        `Convert ${label} to a version that it serves, set --kubernetes-version, ${leaveOut}`,
      ),
    ]
  if (containsReference(object))
    return [
      refuse(
        'import-character',
        '',
        `${label} contains the character U+E000, which marks references to settings in the base.`,
        `Remove the character, ${leaveOut}`,
      ),
    ]
  return [
    ...schemaRefusals(object, kubernetesVersion).map(({ pointer, message, remedy }) =>
      refuse(
        'import-invalid',
        pointer,
        `${label}: ${pointer} ${message}.`,
        `${remedy} Or leave it out: --skip ${label}`,
      ),
    ),
    ...credentialRefusals(source, object),
  ]
}

const schemaRefusals = (object: KubernetesObject, version: string): ReturnType<typeof check> => {
  const schema = schemaOf(version, object)
  return schema === undefined ? [] : check(schema, object)
}

function credentialRefusals(source: SourcedObject, object: KubernetesObject): readonly Finding[] {
  return findCredentials(object).map((credential) => {
    const steps = credential.steps.map(String)
    const pointer = formatPointer(steps)
    const value = valueAt(object, steps)
    if (typeof value === 'string') rememberCredentials([value.slice(credential.offset, credential.end)])
    return {
      code: credentialCheck,
      severity: 'error',
      message: credentialMessage(`${labelOf(object)}: `, pointer, credential),
      remedy: `Move it to a Secret before the import, or leave the object out: --skip ${labelOf(object)}. If the value is public, remove it here, and add it to the component with an exception.`,
      place: source.place(pointer),
    }
  })
}

function containsReference(value: unknown): boolean {
  if (typeof value === 'string') return hasReference(value)
  if (Array.isArray(value)) return value.some(containsReference)
  return isObject(value) && Object.entries(value).some(([key, child]) => hasReference(key) || containsReference(child))
}
