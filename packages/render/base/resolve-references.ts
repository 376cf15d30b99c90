import { replaceReferences } from '@thanos-gitops/manifest'
import { refers } from './select-components.ts'

/** A copy with every reference replaced for which `resolve` has a value. What mentions none is shared with the original. */
export function resolveReferences<T>(value: T, resolve: (reference: string) => string | undefined): T {
  return resolved(value, resolve) as T
}

function resolved(value: unknown, resolve: (reference: string) => string | undefined): unknown {
  if (!refers(value)) return value
  if (typeof value === 'string') return replaceReferences(value, resolve)
  if (Array.isArray(value)) return value.map((element) => resolved(element, resolve))
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value as object)) copy[key] = resolved((value as Record<string, unknown>)[key], resolve)
  return copy
}
