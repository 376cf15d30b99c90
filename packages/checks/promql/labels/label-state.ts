/**
 * What is known about one label of all series of a result. `''` in `values` is a series without the label, as in PromQL.
 *
 * | state | values | isPresent |
 * | --- | --- | --- |
 * | nothing is known | undefined | false |
 * | each series has the label | undefined | true |
 * | each series has one of two values | a, b | true |
 * | no series has the label | '' | false |
 * | no series exists: matchers contradict each other | none | true |
 */
export interface LabelState {
  /** The only possible values; undefined for any value. */
  readonly values: ReadonlySet<string> | undefined
  /** Whether each series has the label with a value that is not empty. */
  readonly isPresent: boolean
  /** What determines the state, for messages: `the matcher job="a"`, `sum by (job)`. */
  readonly reason: string | undefined
}

export const unknownLabel: LabelState = { values: undefined, isPresent: false, reason: undefined }

export const missingLabel = (reason: string): LabelState => ({ values: new Set(['']), isPresent: false, reason })

export const presentLabel = (reason: string): LabelState => ({ values: undefined, isPresent: true, reason })

export const labelWithValues = (values: Iterable<string>, reason: string): LabelState => {
  const set = new Set(values)
  return { values: set, isPresent: !set.has(''), reason }
}

/** Whether no series has the label. */
export const isMissing = ({ values }: LabelState): boolean => values?.size === 1 && values.has('')

/** The state of a label in a result that has the series of both. */
export function eitherState(a: LabelState, b: LabelState): LabelState {
  const values = a.values && b.values ? new Set([...a.values, ...b.values]) : undefined
  return { values, isPresent: a.isPresent && b.isPresent, reason: a.reason ?? b.reason }
}

/** The state of a label that fulfills both states. */
export function bothStates(a: LabelState, b: LabelState): LabelState {
  const isPresent = a.isPresent || b.isPresent
  const known = a.values && b.values ? [...a.values].filter((value) => b.values!.has(value)) : (a.values ?? b.values)
  const values = known && new Set([...known].filter((value) => value !== '' || !isPresent))
  return { values, isPresent: isPresent || (values !== undefined && !values.has('')), reason: b.reason ?? a.reason }
}

/** Whether a series of one side can have the same value as a series of the other. */
export const canBeEqual = (a: LabelState, b: LabelState): boolean => bothStates(a, b).values?.size !== 0
