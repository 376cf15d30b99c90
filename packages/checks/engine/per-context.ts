import type { CheckContext } from './check.ts'

/** A function of a context whose result is computed once, at the first call. */
export function perContext<T>(compute: (context: CheckContext) => T): (context: CheckContext) => T {
  const computed = new WeakMap<CheckContext, { readonly value: T }>()
  return (context) => {
    let found = computed.get(context)
    if (found === undefined) {
      found = { value: compute(context) }
      computed.set(context, found)
    }
    return found.value
  }
}
