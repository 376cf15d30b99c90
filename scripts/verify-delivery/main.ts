// Carries out the delivery: real clusters with simulated pods, real Argo CD and Flux.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { resultsLine } from '../test/results.ts'
import { type Tool, tools } from './delivery-rig.ts'
import { type PartName, parts } from './parts.ts'
import { buildProgram, findProgram, type ProgramName, programs } from './programs.ts'
import { runParts, testsPart } from './run-parts.ts'
import { clusterPrograms, toolPrograms } from './tool-programs.ts'

const partNames = [testsPart, ...(Object.keys(parts) as PartName[])] as const

export const verifyDelivery = defineCommand(
  {
    name: 'verify:delivery',
    summary: 'carry out the delivery on real clusters with Argo CD and Flux',
    description:
      'Builds the programs of Kubernetes, Argo CD and Flux, unless they are built, and starts clusters with simulated pods on this machine. Several clusters run at the same time, each with one tool, and each part compares what the tool does with what this repository promises. They need 8 GB of memory. The first build needs Go and takes about 25 minutes on two cores. A part whose checks all passed on this machine runs again only if a file of the repository, its settings or the programs have changed. A scenario runs again only if its objects in git, the programs or the code that carries it out have changed: otherwise its last result is compared with the prediction of today. Argo CD needs redis-server or valkey-server on the PATH.',
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
        help: 'Run each part and each scenario, also if nothing changed since its last result.',
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
    const { match, again, environments } = options
    const total = await runParts(chosenParts, chosenTools, { match, again, environments })
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

if (import.meta.main) await runScript(verifyDelivery)
