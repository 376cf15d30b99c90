import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'

/** A function of a context and an input that is computed once for each key of the input: rules repeat selectors. */
export function memoized<Input, Result>(
  keyOf: (input: Input) => string,
  compute: (context: CheckContext, input: Input) => Result,
): (context: CheckContext, input: Input) => Result {
  const results = perContext(() => new Map<string, { readonly value: Result }>())
  return (context, input) => {
    const key = keyOf(input)
    const known = results(context)
    const found = known.get(key) ?? { value: compute(context, input) }
    known.set(key, found)
    return found.value
  }
}
