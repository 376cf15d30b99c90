import { isObject } from '@thanos-gitops/manifest'

/** A step that finds an element of a list: `[name=thanos-store]` by a field, `[--log.level]` an argument by its flag. */
export type ListStep = { readonly flag: string } | { readonly field: string; readonly value: string }

const pattern = /^\[(?:(?<flag>--[^=\]]+)|(?<field>[^=\]]+)=(?<value>.*))\]$/

/** Undefined if the step is an index or the name of a field. */
export function parseListStep(step: string): ListStep | undefined {
  const { flag, field, value } = pattern.exec(step)?.groups ?? {}
  if (flag !== undefined) return { flag }
  return field === undefined ? undefined : { field, value: value! }
}

export const matchesListStep = (element: unknown, step: ListStep): boolean =>
  'flag' in step
    ? typeof element === 'string' && (element === step.flag || element.startsWith(`${step.flag}=`))
    : isObject(element) && Object.hasOwn(element, step.field) && String(element[step.field]) === step.value
