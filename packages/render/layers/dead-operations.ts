import { type Finding, formatPointer, type Place, placeText } from '@thanos-gitops/manifest'
import type { DisabledPatch } from '../patches/apply-patches.ts'
import type { Operation } from '../patches/patch.ts'
import { networkPolicies } from '../patches/patch-context.ts'
import type { RedundantOperation } from '../patches/redundant-operations.ts'
import { layerOf } from './layers-folder.ts'

/** An operation of a layer that has no effect in an environment: its patch is off there, or the operation is redundant. */
export type DeadOperation = { readonly operation: Operation } & (
  | { readonly off: DisabledPatch }
  | { readonly redundant: RedundantOperation }
)

/** The operations of layers that have no effect in an environment, by their file and path. */
export type DeadOperations = ReadonlyMap<string, DeadOperation>

interface Rendered {
  readonly disabledPatches: readonly DisabledPatch[]
  readonly redundant: readonly RedundantOperation[]
}

export const keyOf = ({ file, at }: Pick<Operation, 'file' | 'at'>): string => `${file} ${at.join('/')}`

export function deadOperations({ disabledPatches, redundant }: Rendered): DeadOperations {
  const all: readonly DeadOperation[] = [
    ...disabledPatches.flatMap((off) => off.operations.map((operation) => ({ operation, off }))),
    ...redundant.map((one) => ({ operation: one.operation, redundant: one })),
  ]
  return new Map(
    all
      .filter(({ operation }) => layerOf(operation.file) !== undefined)
      .map((dead) => [keyOf(dead.operation), dead] as const),
  )
}

/**
 * The operations that have no effect in any environment that lists their layer, with the reason in each of them.
 *
 * @param environments by name; a layer of which an environment is missing here has no result
 * @param users the environments that list each layer
 */
export function deadEverywhere(
  environments: ReadonlyMap<string, DeadOperations>,
  users: ReadonlyMap<string, readonly string[]>,
): readonly (readonly DeadOperation[])[] {
  return [...users].flatMap(([layer, names]) => {
    const [first, ...others] = names.map((name) => environments.get(name))
    if (first === undefined || others.includes(undefined)) return []
    return [...first]
      .filter(([, { operation }]) => layerOf(operation.file) === layer)
      .map(([key, dead]) => [dead, ...others.map((other) => other!.get(key))])
      .filter((all): all is DeadOperation[] => !all.includes(undefined))
  })
}

/** The warnings about operations that have no effect in any environment that lists their layer. */
export function deadOperationFindings(dead: readonly (readonly DeadOperation[])[]): readonly Finding[] {
  const findings = dead.map(findingOf)
  const places = findings.map(({ code, place }) => `${code} ${placeText(place!)}`)
  // The operations of a patch that is off have the same finding.
  return findings.filter((_, index) => places.indexOf(places[index]!) === index)
}

function findingOf(reasons: readonly DeadOperation[]): Finding {
  const { operation } = reasons[0]!
  const layer = layerOf(operation.file)!
  const { code, message, place } = reasons.every((reason) => 'off' in reason)
    ? offFinding(reasons[0]!.off, layer)
    : redundantFinding(operation, layer, reasons)
  return { code, severity: 'warning', message, remedy: 'Run: npx thanos-gitops tidy', place }
}

interface DeadFinding {
  readonly code: string
  readonly message: string
  readonly place: Place
}

const offFinding = ({ target, component }: DisabledPatch, layer: string): DeadFinding => ({
  code: 'patch-target-off',
  message:
    component === networkPolicies
      ? `No environment that lists ${layer} has a NetworkPolicy. The patch of ${target.kind}/${target.name} has no effect.`
      : `${target.kind}/${target.name} belongs to ${component}, which no environment that lists ${layer} has: the patch has no effect.`,
  place: target.place('name'),
})

function redundantFinding(operation: Operation, layer: string, reasons: readonly DeadOperation[]): DeadFinding {
  const pointer = formatPointer(operation.path)
  const redundant = reasons.flatMap((reason) => ('redundant' in reason ? [reason.redundant] : []))
  const { object } = redundant[0]!
  const later = redundant.flatMap(({ reason, by }) =>
    reason === 'overwritten' && by ? [placeText(by.place('path'))] : [],
  )
  const isOverridden = later.length === reasons.length
  return {
    code: isOverridden ? 'patch-overwritten' : 'patch-no-effect',
    message: isOverridden
      ? `${object}: every environment that lists ${layer} overrides the value of ${pointer}: ${placeList([...new Set(later)])}.`
      : `${object}: the operation at ${pointer} has no effect in any environment that lists ${layer}.`,
    place: operation.place('path'),
  }
}

const placeList = (places: readonly string[]): string =>
  places.length > 4 ? `${places.slice(0, 3).join(', ')} and ${places.length - 3} more` : places.join(', ')
