import { bothStates, eitherState, type LabelState, missingLabel, unknownLabel } from './label-state.ts'

/** What is known about the labels of all series of a result. */
export interface LabelSet {
  readonly known: ReadonlyMap<string, LabelState>
  /** The state of the labels that are not in `known`. */
  readonly others: LabelState
}

export const anyLabels: LabelSet = { known: new Map(), others: unknownLabel }

export const noLabels = (reason: string): LabelSet => ({ known: new Map(), others: missingLabel(reason) })

export const stateOf = (set: LabelSet, name: string): LabelState => set.known.get(name) ?? set.others

export const withLabel = (set: LabelSet, name: string, state: LabelState): LabelSet => ({
  ...set,
  known: new Map([...set.known, [name, state]]),
})

/** The labels of `by (…)` and `on (…)`. */
export const keepOnly = (set: LabelSet, names: readonly string[], reason: string): LabelSet => ({
  known: new Map(names.map((name) => [name, stateOf(set, name)])),
  others: missingLabel(reason),
})

/** The labels of `without (…)` and `ignoring (…)`. */
export const remove = (set: LabelSet, names: readonly string[], reason: string): LabelSet => ({
  ...set,
  known: new Map([...set.known, ...names.map((name) => [name, missingLabel(reason)] as const)]),
})

/** The labels of a result that has the series of both. */
export const eitherSet = (a: LabelSet, b: LabelSet): LabelSet => combine(a, b, eitherState)

/** The labels of series that fulfill both. */
export const bothSets = (a: LabelSet, b: LabelSet): LabelSet => combine(a, b, bothStates)

const combine = (a: LabelSet, b: LabelSet, states: (a: LabelState, b: LabelState) => LabelState): LabelSet => ({
  known: new Map(namesIn(a, b).map((name) => [name, states(stateOf(a, name), stateOf(b, name))])),
  others: states(a.others, b.others),
})

/** The labels about which one of two sets has a statement of its own. */
export const namesIn = (a: LabelSet, b: LabelSet): readonly string[] => [
  ...new Set([...a.known.keys(), ...b.known.keys()]),
]
