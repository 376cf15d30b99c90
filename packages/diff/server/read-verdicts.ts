import { type Answer, decodedField, fieldPointer, messagesIn, type Verdict } from '@thanos-gitops/api-server'
import { factsOf, type KubernetesObject, parsePointer, valueAt } from '@thanos-gitops/manifest'
import { type ApplyMode, applyModes } from '@thanos-gitops/manifest/change'
import { isSame } from '../compare.ts'
import type { ObjectRequests } from './questions.ts'
import type { ModeVerdict, ObjectVerdicts, RefusalCause } from './verdicts.ts'

/** The answers to the requests about one object. */
export function readVerdicts(
  requests: ObjectRequests,
  answers: readonly Answer[],
): ObjectVerdicts | { readonly error: string } {
  const { object, stored: of, created, updated } = requests
  const used = [of?.beforeAt, of?.afterAt, ...Object.values(created), ...Object.values(updated)]
  const failed = used
    .flatMap((index) => (index === undefined ? [] : answers[index]!))
    .find((answer) => 'error' in answer)
  if (failed && 'error' in failed) return failed
  const verdictAt = (index: number | undefined): Verdict | undefined =>
    index === undefined ? undefined : (answers[index] as Verdict)
  const [old, plain] = [verdictAt(of?.beforeAt), verdictAt(of?.afterAt)]
  const stored = {
    ...(of && old?.stored && { before: withoutServerNamespace(old.stored, of.before) }),
    ...(plain?.stored && { after: withoutServerNamespace(plain.stored, object) }),
  }
  const templates = of && [stored.before ?? of.before, stored.after ?? object].map(templateOf)
  const templateDiffers = templates !== undefined && !isSame(templates[0], templates[1])
  const asNew = (mode: ApplyMode): Verdict => verdictAt(created[mode]) ?? plain ?? verdictAt(Object.values(created)[0])!
  const modeVerdict = (mode: ApplyMode): ModeVerdict => {
    const update = verdictAt(updated[mode])
    // An object that the server refuses is not in the cluster: the new one is created.
    const isUpdate = update !== undefined && update.stage !== 'before'
    const decisive = isUpdate ? update : asNew(mode)
    const ofNew = new Set(causesOf(asNew(mode), object)?.map(({ message }) => message))
    const causes = causesOf(decisive, object)?.map((cause) => ({
      ...cause,
      isInvalid: ofNew.has(cause.message) || isUnreadable(cause),
    }))
    return {
      ...(causes && { causes }),
      isUpdate,
      isRefusedAsNew: asNew(mode).verdict === 'refused',
      objectChanged: decisive.objectChanged ?? true,
      templateChanged: decisive.templateChanged ?? templateDiffers,
    }
  }
  return {
    isKnown: asNew('replace').verdict !== 'unknown-kind',
    stored,
    byMode: Object.fromEntries(applyModes.map((mode) => [mode, modeVerdict(mode)])) as Record<ApplyMode, ModeVerdict>,
  }
}

/** Server-side apply cannot read the new object, such as a list with two elements of one key: the old one has no part in it. */
const isUnreadable = ({ message }: RefusalCause): boolean => message.startsWith('failed to create typed patch object')

const templateOf = (object: KubernetesObject): unknown => {
  const podSpec = factsOf(object.kind).podSpec
  return podSpec === undefined ? undefined : valueAt(object, podSpec.slice(0, -1))
}

/** The server fills in the namespace of the request, which a manifest may leave open. */
function withoutServerNamespace(stored: KubernetesObject, written: KubernetesObject): KubernetesObject {
  if (written.metadata.namespace !== undefined) return stored
  const { namespace: _namespace, ...metadata } = stored.metadata
  return { ...stored, metadata }
}

function causesOf(
  { verdict, causes = [], message = '' }: Verdict,
  object: KubernetesObject,
): RefusalCause[] | undefined {
  if (verdict !== 'refused') return undefined
  // `<nil>` is a note about rules that were not applied because of the other causes.
  const named = causes.filter(({ field }) => !['', '[]', 'patch', '<nil>'].includes(field))
  if (named.length === 0) return messagesIn(message).map((one) => wholeObject(one, object))
  const found = named.map(
    (cause): RefusalCause => ({
      steps: parsePointer(fieldPointer(object, cause.field, cause.message)) ?? [],
      message: `${cause.field}: ${cause.message}`,
    }),
  )
  return [...new Map(found.map((cause) => [cause.message, cause])).values()]
}

/** A refusal that names no field, or names it in words: an error of decoding, merging or admission. */
function wholeObject(message: string, object: KubernetesObject): RefusalCause {
  const pointer = decodedField(object, message)
  return { steps: (pointer === undefined ? undefined : parsePointer(pointer)) ?? [], message: withoutPatch(message) }
}

/** kubectl's patch, which the server quotes in full, is as long as the manifest. */
const withoutPatch = (message: string): string =>
  message.replace(/^.*patch: Invalid value: ".*": (.*)$/s, 'patch: Invalid value: $1')
