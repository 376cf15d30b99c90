import {
  type Credential,
  credentialCheck,
  credentialMessage,
  credentialRemedy,
  type Finding,
  findCredentials,
  formatPointer,
  type KubernetesObject,
  labelOf,
  type Place,
  parsePointer,
  rememberCredentials,
  valueAt,
} from '@thanos-gitops/manifest'
import type { FieldWrite, PatchedObject } from '../patches/patch.ts'
import type { AllowsCredential } from './allowed-credentials.ts'

/**
 * The literal credentials that patches give an object, also where only the object shows that a value is one: an operation that
 * sets `/env/0/value` does not name the variable. No exception allows them.
 */
export function objectCredentialFindings(
  { object, writes }: PatchedObject,
  before: KubernetesObject,
  allows: AllowsCredential,
): readonly Finding[] {
  if (object === before || writes.length === 0) return []
  return findCredentials(object, { before }).flatMap((credential): Finding[] => {
    const steps = credential.steps.map(String)
    const value = valueAt(object, steps)
    if (value === valueAt(before, steps)) return []
    if (typeof value === 'string') rememberCredentials([value.slice(credential.offset, credential.end)])
    const pointer = formatPointer(steps)
    const place = placeOf(writes, credential)
    if (place === undefined || allows({ object: labelOf(object), pointer, file: place.file })) return []
    return [
      {
        code: credentialCheck,
        severity: 'error',
        message: credentialMessage(`${labelOf(object)}: `, pointer, credential),
        remedy: credentialRemedy(credential.context, place.file),
        place,
      },
    ]
  })
}

/** The place in the newest operation that wrote the value, or one of its parents. */
function placeOf(writes: readonly FieldWrite[], { steps }: Credential): Place | undefined {
  const pointer = formatPointer(steps)
  const write =
    writes.findLast((one) => pointer === one.pointer || pointer.startsWith(`${one.pointer}/`)) ?? writes.at(-1)
  if (write === undefined) return undefined
  const start = write.place()
  const within = write.place(steps.slice(parsePointer(write.pointer)?.length ?? 0))
  return within.line === start.line ? start : within
}
