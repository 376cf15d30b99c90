import type { CheckContext } from './check.ts'

/** Makes something of a context once, however many checks ask for it. */
export function perContext<T>(make: (context: CheckContext) => T): (context: CheckContext) => T {
  const made = new WeakMap<CheckContext, { readonly value: T }>()
  return (context) => {
    let found = made.get(context)
    if (found === undefined) made.set(context, (found = { value: make(context) }))
    return found.value
  }
}
