// Carries out the delivery: real clusters with simulated pods, real Argo CD and Flux.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { ownRepository } from '../script-options.ts'
import { none, type Results, resultsLine, sum } from '../test/results.ts'
import { runVitest } from '../test/vitest.ts'
import { type Tool, tools } from './delivery-rig.ts'
import type { LaneRun } from './lane.ts'
import { lanesOf, type PartName, parts } from './parts.ts'
import { buildProgram, findProgram, type ProgramName, programs } from './programs.ts'
import { figuresTable, type LaneResults, runLane } from './run-lane.ts'
import { clusterPrograms, toolPrograms } from './tool-programs.ts'

/** The part that does not depend on a tool. */
const testsPart = 'tests'
const partNames = [testsPart, ...(Object.keys(parts) as PartName[])] as const

export const verifyDelivery = defineCommand(
  {
    name: 'verify:delivery',
    summary: 'carry out the delivery on real clusters with Argo CD and Flux',
    description:
      'Builds the programs of Kubernetes, Argo CD and Flux, unless they are built, and starts clusters with simulated pods on this machine. Several clusters run at the same time, each with one tool, and each part compares what the tool does with what this repository promises. They need 8 GB of memory. The first build needs Go and takes up to an hour on two cores. A scenario runs again only if its objects in git, the programs or the code that carries it out have changed since its last result on this machine, which is otherwise compared with the prediction of today. Argo CD needs redis-server or valkey-server on the PATH.',
    forms: [[]],
    options: {
      only: {
        type: 'list',
        value: 'PARTS',
        choices: partNames,
        help: 'Only these parts, with commas between them. Default: all.',
      },
      tool: { type: 'list', value: 'TOOLS', choices: tools, help: 'Only these tools. Default: both.' },
      match: { type: 'string', value: 'TEXT', help: 'Only the checks whose titles contain TEXT.' },
      environments: {
        type: 'number',
        value: 'COUNT',
        default: 5,
        help: 'How many environments the part commits creates.',
      },
      again: {
        type: 'boolean',
        help: 'Run each scenario, also if nothing changed since its last result.',
      },
      list: { type: 'boolean', help: 'Print the parts, and run none.' },
      'build-only': { type: 'boolean', help: 'Build the programs, and run no part.' },
      'dry-run': dryRunOption,
    },
  },
  async ({ options }) => {
    if (options.list) {
      for (const name of partNames) console.log(`${name.padEnd(13)} ${summaryOf(name)}`)
      return 0
    }
    const chosenTools = options.tool ?? tools
    const chosenParts = options.only ?? partNames
    const names = [...clusterPrograms, ...chosenTools.flatMap((tool) => toolPrograms[tool])]
    if (options['dry-run']) {
      printPlan(names, options['build-only'] ? [] : chosenParts, chosenTools)
      return 0
    }
    await buildAll(names)
    if (options['build-only']) return 0
    const total = await runParts(chosenParts, chosenTools, options)
    console.log(`\n${resultsLine(total)}`)
    return total.failed === 0 ? 0 : 1
  },
)

const summaryOf = (name: (typeof partNames)[number]): string =>
  name === testsPart ? 'the scripts and the objects against an API server, and Flux without pods' : parts[name].summary

function printPlan(names: readonly ProgramName[], chosen: readonly string[], chosenTools: readonly Tool[]): void {
  for (const name of names) {
    const title = `${name} ${programs[name].version}`
    console.log(findProgram(name) === undefined ? `would build ${title}` : `${title} is built`)
  }
  for (const part of chosen)
    console.log(`would run ${part}${part === testsPart ? '' : ` with ${chosenTools.join(' and ')}`}`)
}

/** One after the other: one build uses all cores. */
async function buildAll(names: readonly ProgramName[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    const title = `${index + 1} of ${names.length}: ${name} ${programs[name].version}`
    if (findProgram(name) === undefined) console.log(`${title} is being built …`)
    const start = Date.now()
    const path = await buildProgram(name)
    console.log(`${title}: ${path} (${Math.round((Date.now() - start) / 1000)} s)`)
  }
}

async function runParts(
  chosen: readonly (typeof partNames)[number][],
  chosenTools: readonly Tool[],
  { match, again, environments }: Pick<LaneRun, 'match' | 'again' | 'environments'>,
): Promise<Results> {
  const lanes = lanesOf(chosen.filter((name) => name !== testsPart))
  const runs = lanes.flatMap((lane) => chosenTools.map((tool) => ({ tool, parts: lane, match, again, environments })))
  const [tests, all] = await Promise.all([chosen.includes(testsPart) ? runTests(match) : none, runLanes(runs)])
  console.log(figuresTable(all).join('\n'))
  return sum([tests, ...all.map(({ results }) => results)])
}

/** Besides the tests. More of them at the same time would take longer on two cores. */
const lanesAtOnce = 4

async function runLanes(runs: readonly LaneRun[]): Promise<readonly LaneResults[]> {
  const waiting = [...runs]
  const results: LaneResults[] = []
  const runWaiting = async (): Promise<void> => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) results.push(await runLane(run))
  }
  await Promise.all(Array.from({ length: lanesAtOnce }, runWaiting))
  return results
}

const runTests = (match: string | undefined): Promise<Results> =>
  runVitest(
    ownRepository,
    [],
    match === undefined ? [] : [`--testNamePattern=${match}`],
    'scripts/verify-delivery/vitest.config.ts',
  )

if (import.meta.main) await runScript(verifyDelivery)
