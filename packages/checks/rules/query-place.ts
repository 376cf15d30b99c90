import type { SourcedRule } from '../configuration/rules.ts'
import type { Problem } from '../engine/check.ts'

/** The place of a part of the query of a rule. */
export const inQuery = (
  { file, pointer }: SourcedRule,
  { from }: { readonly from: number },
): Pick<Problem, 'object' | 'pointer' | 'offset'> => ({ object: file.object, pointer: `${pointer}/expr`, offset: from })

/** The place of a field of a rule, or of the rule if it lacks the field. */
export const inRule = ({ file, pointer, fields }: SourcedRule, field: string): Pick<Problem, 'object' | 'pointer'> => ({
  object: file.object,
  pointer: fields[field] === undefined ? pointer : `${pointer}/${field}`,
})

/** The source of a part of a query on one line, shortened for a message. */
export function excerptOf(
  { fields }: SourcedRule,
  { from, to }: { readonly from: number; readonly to: number },
): string {
  const text = String(fields.expr).slice(from, to).replaceAll(/\s+/g, ' ').trim()
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
