import { compareCheckers } from './checks/compare-checkers.ts'
import { measureCommands } from './felt.ts'
import { renderFleetThroughNx, renderFleetWithLayers, renderPinned } from './fleet-scenarios.ts'
import { checkMany, diffSides } from './folder-scenarios.ts'
import { runs, sized } from './measure.ts'
import { renderFleet, renderObjects, renderThanos, renderThanosFleet } from './render-scenarios.ts'

/** Folders of healthy manifests for the scenario `checks`, next to the environments of this repository. */
export const controls: string[] = []

export interface Scenario {
  /** Programs that it cannot do without, besides Node.js, git and GNU time. */
  readonly programs?: readonly string[]
  /** Prints the rows. `pairs` is the number of measured pairs. */
  run(pairs: number): void | Promise<void>
}

const kubectl = ['kubectl']

/** Runs for a tenth of a size and for the size, so that the growth is known. A trial has one size. */
async function growing(size: number, run: (size: number) => void | Promise<void>): Promise<void> {
  if (!runs.isTrial) await run(size / 10)
  await run(size)
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  thanos: { programs: kubectl, run: (pairs) => renderThanos(pairs, 0.45) },
  60: { programs: kubectl, run: (pairs) => renderObjects(sized(60, 4), pairs, 0.33) },
  1000: { programs: kubectl, run: (pairs) => renderObjects(sized(1000, 8), pairs, 0.02) },
  4000: { programs: kubectl, run: () => renderObjects(sized(4000, 16), 1, 0.004) },
  'thanos-500': { programs: kubectl, run: () => growing(sized(500, 2), (size) => renderThanosFleet(size, 0.03)) },
  '60-500': { programs: kubectl, run: () => growing(sized(500, 2), renderFleet) },
  'layers-500': {
    programs: kubectl,
    run: (pairs) => growing(sized(500, 4), (size) => renderFleetWithLayers(size, pairs)),
  },
  pins: { run: (pairs) => growing(sized(100, 2), (size) => renderPinned(size, pairs)) },
  commands: { run: (pairs) => measureCommands(pairs) },
  'nx-500': { run: (pairs) => growing(sized(500, 4), (size) => renderFleetThroughNx(size, pairs)) },
  diff: { run: (pairs) => growing(sized(10_000, 10), (size) => diffSides(size, 11, pairs)) },
  'diff-all': { run: (pairs) => growing(sized(10_000, 10), (size) => diffSides(size, 1, pairs)) },
  checks: { run: () => compareCheckers(controls) },
  'checks-10000': { run: (pairs) => growing(sized(10_000, 10), (size) => checkMany(size, pairs)) },
}

export const quickScenarios = ['thanos', '60', '1000', '60-500', 'commands']

/** What people wait for, and the same work of other programs. */
export const feltScenarios = ['commands', 'thanos', '60', '1000', '4000', '60-500', 'diff', 'diff-all']
