// Runs the chosen parts, several at the same time, without those whose results are recorded.
import { ownRepository } from '../script-options.ts'
import { none, type Results, resultsLine, sum } from '../test/results.ts'
import { runVitest } from '../test/vitest.ts'
import type { Tool } from './delivery-rig.ts'
import type { LaneRun } from './lane.ts'
import { lanesOf, type PartName } from './parts.ts'
import { programs } from './programs.ts'
import {
  filesKey,
  keyOf,
  type RecordedPart,
  type RecordedPlace,
  recordedPart,
  recordResults,
} from './recorded-parts.ts'
import { figuresTable, type LaneResults, runLane } from './run-lane.ts'
import { chosenScenarios } from './scenarios/part.ts'
import { planScenarios } from './scenarios/plan.ts'

/** The part that does not depend on a tool. */
export const testsPart = 'tests'

type RunOptions = Pick<LaneRun, 'match' | 'again' | 'environments'>

/** A part that runs, and the key under which its results are recorded. Only the results of all its checks are. */
interface PartRun extends RecordedPlace {
  readonly key: string | undefined
}

/** Runs the parts with the tools, and prints each result and a table of what was measured. */
export async function runParts(
  chosen: readonly (typeof testsPart | PartName)[],
  chosenTools: readonly Tool[],
  options: RunOptions,
): Promise<Results> {
  const places = chosen.flatMap((part): readonly RecordedPlace[] =>
    part === testsPart ? [{ part }] : chosenTools.map((tool) => ({ part, tool })),
  )
  const runs = withKeys(places, options)
  const recorded = options.again ? [] : runs.flatMap(knownResults)
  for (const { tool = '', part, date, results } of recorded)
    console.log(
      `${tool.padEnd(7)} ✓ ${part}: ${resultsLine(results)}, recorded on ${date} with the same files and programs`,
    )
  const waiting = runs.filter(({ part, tool }) => !recorded.some((one) => one.part === part && one.tool === tool))
  const tests = waiting.find(({ part }) => part === testsPart)
  const [ofTests, ofLanes] = await Promise.all([
    tests === undefined ? none : runTests(tests, options.match),
    runLanes(waiting, chosenTools, options),
  ])
  console.log(figuresTable([...recorded.flatMap(asLane), ...ofLanes]).join('\n'))
  return sum([ofTests, ...[...recorded, ...ofLanes].map(({ results }) => results)])
}

function withKeys(places: readonly RecordedPlace[], { match, environments }: RunOptions): readonly PartRun[] {
  if (match !== undefined) return places.map((place) => ({ ...place, key: undefined }))
  const files = filesKey(ownRepository)
  const versions = Object.entries(programs).map(([name, { version }]) => [name, version])
  return places.map((place) => ({ ...place, key: keyOf(place, files, [process.version, versions, environments]) }))
}

function knownResults({ key, ...place }: PartRun): readonly (RecordedPart & RecordedPlace)[] {
  const recorded = key === undefined ? undefined : recordedPart(place, key)
  return recorded === undefined ? [] : [{ ...place, ...recorded }]
}

const asLane = ({ tool, results, figures }: RecordedPart & RecordedPlace): readonly LaneResults[] =>
  tool === undefined ? [] : [{ tool, results, figures: new Map(Object.entries(figures)) }]

async function runTests({ key, ...place }: PartRun, match: string | undefined): Promise<Results> {
  const results = await runVitest(
    ownRepository,
    [],
    match === undefined ? [] : [`--testNamePattern=${match}`],
    'scripts/verify-delivery/vitest.config.ts',
  )
  recordResults(place, key, results)
  return results
}

/** Besides the tests. More of them at the same time would take longer on two cores. */
const lanesAtOnce = 4

async function runLanes(
  waiting: readonly PartRun[],
  chosenTools: readonly Tool[],
  options: RunOptions,
): Promise<readonly LaneResults[]> {
  const lanes = lanesOf(waiting.filter(({ part }) => part !== testsPart).map(({ part }) => part as PartName))
  const queue = lanes.flatMap((lane) =>
    chosenTools.map((tool) => ({
      tool,
      runs: lane.flatMap((part) => waiting.filter((run) => run.part === part && run.tool === tool)),
    })),
  )
  // The lanes of both tools wait for one plan.
  const scenarioTools = waiting.flatMap(({ part, tool }) => (part === 'scenarios' && tool !== undefined ? [tool] : []))
  const scenarios =
    scenarioTools.length === 0 || options.again
      ? []
      : planScenarios(scenarioTools, chosenScenarios(scenarioTools, options.match))
  const results: LaneResults[] = []
  const runQueue = async (): Promise<void> => {
    for (let lane = queue.shift(); lane !== undefined; lane = queue.shift()) {
      const { tool, runs } = lane
      const parts = runs.map(({ part }) => part as PartName)
      if (parts.length === 0) continue
      const keys = Object.fromEntries(runs.map(({ part, key }) => [part, key]))
      results.push(
        await runLane({ tool, parts, keys, ...options, scenarios: parts.includes('scenarios') ? await scenarios : [] }),
      )
    }
  }
  await Promise.all(Array.from({ length: lanesAtOnce }, runQueue))
  return results
}
