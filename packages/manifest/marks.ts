/**
 * What the vocabulary of base files was called with. There is one registry for the process, even where this module is loaded
 * twice, so that a mark of one copy is visible to the other.
 */
interface Marks {
  /** The conditions of objects and lists. */
  readonly conditions: WeakMap<object, readonly string[]>
  /** The settings of `forEachShard` of objects and elements. */
  readonly shards: WeakMap<object, string>
  /** Whether a string has a condition, which is then a part of the string. */
  hasStrings: boolean
  /** Every component name of every condition. */
  readonly conditionNames: Set<string>
  /** Every setting and content hash. */
  readonly references: Set<string>
}

const registry = globalThis as { [key: symbol]: Marks | undefined }

const key = Symbol.for('thanos-gitops.marks')
registry[key] ??= {
  conditions: new WeakMap(),
  shards: new WeakMap(),
  hasStrings: false,
  conditionNames: new Set(),
  references: new Set(),
}
export const marks: Marks = registry[key]
