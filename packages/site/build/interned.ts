/** Numbers equal values in the order in which they are first seen. */
export interface Interned<Value> {
  readonly values: readonly Value[]
  /** The position of a value that has the same key. */
  add(key: string, value: () => Value): number
}

export function interned<Value>(): Interned<Value> {
  const positions = new Map<string, number>()
  const values: Value[] = []
  return {
    values,
    add(key, value) {
      const known = positions.get(key)
      if (known !== undefined) return known
      positions.set(key, values.length)
      values.push(value())
      return values.length - 1
    },
  }
}
