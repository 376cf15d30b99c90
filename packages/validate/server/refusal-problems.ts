import {
  type Answer,
  type Cause,
  decodedField,
  fieldPointer,
  messagesIn,
  overlaps,
  type Verdict,
} from '@thanos-gitops/api-server'
import { type KubernetesObject, nextSentence } from '@thanos-gitops/manifest'
import { nameOf, type ObjectProblem } from '../object-problem.ts'
import { schemaMismatchCode, schemaProblems } from '../validate-file.ts'
import { remedyOf } from './remedies.ts'
import { warningProblems } from './warning-problems.ts'

export const refusalCode = 'api-server-refuses'

const where = 'Change the patch or the base that sets the field, and render again.'

/**
 * A problem for each cause of a refusal, and for each warning, with the server's words. None for an unknown kind.
 *
 * @param version the minor version of Kubernetes, such as `1.36`
 */
export function refusalProblems(object: KubernetesObject, answer: Answer, version: string): readonly ObjectProblem[] {
  if ('error' in answer) return [withoutVerdict(object, answer.error)]
  if (answer.verdict !== 'refused') return warningProblems(object, answer)
  const causes = distinct(answer.causes ?? []).filter(({ field }) => field !== '' && !isNote(field))
  if (causes.length > 0) return causes.map((cause) => causeProblem(object, cause))
  return messagesIn(answer.message ?? '').map((message) => wholeObject(object, { ...answer, message }, version))
}

/** For a custom resource, the server adds a note without a field: rules that it did not apply because of the other causes. */
const isNote = (field: string): boolean => field === '<nil>'

function causeProblem(object: KubernetesObject, cause: Cause): ObjectProblem {
  const pointer = fieldPointer(object, cause.field, cause.message)
  const { remedy, related } = remedyOf(cause, pointer)
  return {
    pointer,
    related,
    finding: finding(object, `${cause.field}: ${cause.message}`, remedy),
  }
}

/** A refusal without causes: an object that cannot be decoded, or one that admission refuses. */
function wholeObject(object: KubernetesObject, { message = '', reason = '' }: Verdict, version: string): ObjectProblem {
  const named = decodedField(object, message) ?? ''
  const { pointer, finding: found } = schemaProblemAt(object, named, version) ?? { pointer: named, finding: undefined }
  const { remedy } = remedyOf({ reason, message }, pointer)
  return { pointer, finding: { ...finding(object, message, remedy), ...(found?.remedy && { remedy: found.remedy }) } }
}

/** What the schemas report at a field or in it: some messages of the server name no field, or no index of a list. */
const schemaProblemAt = (object: KubernetesObject, pointer: string, version: string): ObjectProblem | undefined =>
  schemaProblems(object, version).find(
    (problem) =>
      problem.finding.code === schemaMismatchCode &&
      problem.pointer.length >= pointer.length &&
      overlaps(pointer, problem.pointer),
  )

const finding = (object: KubernetesObject, words: string, remedy: string): ObjectProblem['finding'] => ({
  code: refusalCode,
  severity: 'error',
  message: `The API server refuses ${nameOf(object)}: ${words}`,
  remedy: nextSentence(remedy, where),
})

/** The code with which findings report that there is no verdict. They are failures, never a pass. */
export const noVerdictCode = 'api-server-failed'

const withoutVerdict = (object: KubernetesObject, error: string): ObjectProblem => ({
  pointer: '',
  finding: {
    code: noVerdictCode,
    severity: 'error',
    message: `There is no verdict of the API server on ${nameOf(object)}: ${error}.`,
    remedy: 'Simplify the object until there is one, and report the problem with the object.',
  },
})

/** Kubernetes reports some causes twice. */
const distinct = (causes: readonly Cause[]): readonly Cause[] => [
  ...new Map(causes.map((cause) => [`${cause.field}\0${cause.message}`, cause])).values(),
]
