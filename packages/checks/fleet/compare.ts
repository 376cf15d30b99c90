import type { Check, CheckContext, Fleet, FleetMember, Problem } from '../engine/check.ts'

/** A problem of one of the environments. */
export interface FleetProblem extends Problem {
  readonly member: FleetMember
  /** The other environment. */
  readonly other: FleetMember
}

/** A check of all environments together: a pure function of their contexts. */
export interface FleetCheck extends Omit<Check, 'run' | 'comparesEnvironments'> {
  compare(fleet: Fleet): Iterable<FleetProblem>
}

/**
 * The check that reports the problems of each environment with the other findings about it. It compares the environments once. An
 * environment that is only compared reports its problems with those that are checked.
 */
export function comparing({ compare, ...check }: FleetCheck): Check {
  const compared = new WeakMap<Fleet, ReadonlyMap<CheckContext, readonly Problem[]>>()
  return {
    ...check,
    comparesEnvironments: true,
    run(context) {
      const { fleet } = context
      if (fleet === undefined) return []
      let problems = compared.get(fleet)
      if (problems === undefined) {
        const reported = [...compare(fleet)].filter(
          ({ member, other }) => !(member.isOnlyCompared && other.isOnlyCompared),
        )
        problems = Map.groupBy(reported, ({ member }) => member.context)
        compared.set(fleet, problems)
      }
      return problems.get(context) ?? []
    },
  }
}

/**
 * Pairs of a fact with the first equal one of an earlier environment, at most one for each environment and key.
 *
 * @param factsOf the facts of an environment, by keys that are equal for equal facts
 */
export function* repeated<T>(
  fleet: Fleet,
  factsOf: (member: FleetMember) => ReadonlyMap<string, T>,
): Iterable<{ readonly member: FleetMember; readonly fact: T; readonly earlier: FleetMember; readonly other: T }> {
  const first = new Map<string, { readonly earlier: FleetMember; readonly other: T }>()
  for (const member of fleet)
    for (const [key, fact] of factsOf(member)) {
      const found = first.get(key)
      if (found === undefined) first.set(key, { earlier: member, other: fact })
      else yield { member, fact, ...found }
    }
}
