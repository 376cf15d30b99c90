import {
  credentialCheck,
  credentialMessage,
  credentialRemedy,
  type Finding,
  formatPointer,
  isObject,
  type SourceCredential,
  valueAt,
  type YamlFile,
} from '@thanos-gitops/manifest'
import type { AllowsCredential, CredentialLocation } from './allowed-credentials.ts'

/** The literal credentials in a file that no exception allows. */
export const sourceCredentialFindings = (source: YamlFile, allows: AllowsCredential): readonly Finding[] =>
  source.credentials
    .filter((credential) => !allows(locationOf(source, credential)))
    .map((credential) => ({
      code: credentialCheck,
      severity: 'error',
      message: credentialMessage('', subjectOf(credential), credential),
      remedy: referenceRemedy(credential) ?? credentialRemedy(credential.context, source.file),
      place: credential.place,
    }))

/** A receiver in `environment.yaml` refers to a key of a Secret. */
function referenceRemedy({ steps }: SourceCredential): string | undefined {
  const field = steps.at(-1)
  if (steps[0] !== 'alerting' || typeof field !== 'string') return undefined
  return `Refer to a key of a Secret instead: ${field}: {key: ${field.replaceAll('_', '-')}}. If the value was committed, replace the credential.`
}

const subjectOf = ({ steps }: SourceCredential): string => (steps.length === 0 ? 'The file' : formatPointer(steps))

/** A patch and a file of `resources/` set fields of an object; other values belong to their file only. */
function locationOf({ file, value }: YamlFile, { steps }: SourceCredential): CredentialLocation {
  if (isObject(value) && isObject(value.metadata))
    return {
      file,
      object: `${String(value.kind)}/${String(value.metadata.name)}`,
      pointer: formatPointer(steps.map(String)),
    }
  const [patch, , operation, field, ...within] = steps.map(String)
  const target = patch === undefined ? undefined : valueAt(value, [patch, 'target'])
  const path = operation === undefined ? undefined : valueAt(value, [patch!, 'patch', operation, 'path'])
  if (field !== 'value' || !isObject(target) || typeof path !== 'string') return { file }
  return { file, object: `${String(target.kind)}/${String(target.name)}`, pointer: path + formatPointer(within) }
}
