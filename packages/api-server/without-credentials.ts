import { maskText, registerCredentials } from '@thanos-gitops/manifest'
import type { Answer } from './pool.ts'
import type { VerdictRequest } from './protocol.ts'

/** The answer with masked credentials of the objects: the server's words can contain values. */
export function withoutCredentials(answer: Answer, { before, after }: VerdictRequest): Answer {
  if (!('error' in answer) && answer.verdict === 'accepted' && answer.warnings === undefined) return answer
  registerCredentials([before, after].flatMap((object) => (object === undefined ? [] : [{ object }])))
  if ('error' in answer) return { error: maskText(answer.error) }
  const { message, causes, warnings, ...rest } = answer
  return {
    ...rest,
    ...(message !== undefined && { message: maskText(message) }),
    ...(causes && { causes: causes.map((cause) => ({ ...cause, message: maskText(cause.message) })) }),
    ...(warnings && { warnings: warnings.map(maskText) }),
  }
}
