import { isObject } from '@thanos-gitops/manifest'

/**
 * A step that finds an element of a list: `[name=thanos-store]` by a field, `[--log.level]` an argument by its flag, and
 * `[--query.replica-label=replica]` one of several arguments with the same flag by its value.
 */
export type ListStep =
  | { readonly flag: string; readonly value?: string }
  | { readonly field: string; readonly value: string }

const pattern = /^\[(?:(?<flag>--[^=\]]+)(?:=(?<flagValue>.*))?|(?<field>[^=\]]+)=(?<value>.*))\]$/

/** Undefined if the step is an index or the name of a field. */
export function parseListStep(step: string): ListStep | undefined {
  const { flag, flagValue, field, value } = pattern.exec(step)?.groups ?? {}
  if (flag !== undefined) return { flag, ...(flagValue === undefined ? {} : { value: flagValue }) }
  return field === undefined ? undefined : { field, value: value! }
}

export const matchesListStep = (element: unknown, step: ListStep): boolean =>
  'flag' in step
    ? typeof element === 'string' && isArgument(element, step.flag, step.value)
    : isObject(element) && Object.hasOwn(element, step.field) && String(element[step.field]) === step.value

const isArgument = (element: string, flag: string, value: string | undefined): boolean =>
  value === undefined ? element === flag || element.startsWith(`${flag}=`) : element === `${flag}=${value}`
