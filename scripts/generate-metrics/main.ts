// Writes the metrics of a program: packages/workloads/metrics/catalogue/<program>.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { downloadModule } from '@thanos-gitops/programs/go-module'
import type { MetricFile } from '@thanos-gitops/workloads'
import { buildInstrumented } from '../instrument/build.ts'
import { goPrograms, pinnedModule, programsWithFlags } from '../instrument/programs.ts'
import { recordedFlags } from '../instrument/recorded-flags.ts'
import { ownRepository } from '../script-options.ts'
import { startDoubles } from './doubles.ts'
import { metricsOfExposition } from './exposition.ts'
import { type MetricsByCommand, metricFileContent, withVersion } from './merge.ts'
import { type RecordedMetrics, unionOf } from './recorded.ts'
import { runScenario } from './run-scenario.ts'
import { runsIn } from './scenario.ts'
import { scenarios } from './scenarios.ts'

export const generateMetrics = defineCommand(
  {
    name: 'generate:metrics',
    summary: 'write the catalogue of the metrics of a program',
    description:
      'Builds a version of a program with a change that records the metrics it registers, runs each of its commands, and adds the metrics to packages/workloads/metrics/catalogue/<program>.json. It needs Go.',
    forms: [
      [
        { name: 'PROGRAM', choices: Object.keys(scenarios), help: 'The program.' },
        {
          name: 'VERSION',
          repeats: true,
          help: 'Its versions, such as 0.42.4, with checksums in scripts/instrument/programs.ts.',
        },
      ],
    ],
    options: { 'dry-run': dryRunOption },
    examples: [{ args: 'thanos 0.42.4', help: 'The metrics of Thanos 0.42.4.' }],
  },
  async ({ positionals: [program = '', ...versions], options }) => {
    for (const version of versions) {
      const relative = `packages/workloads/metrics/catalogue/${program}.json`
      const file = join(ownRepository, relative)
      const metrics = await metricsByCommand(program, version)
      const former = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as MetricFile) : undefined
      const content = metricFileContent(withVersion(former, program, version, metrics))
      if (!options['dry-run']) writeFileSync(file, content)
      console.log(`${options['dry-run'] ? 'would write ' : ''}${relative}: ${version}, ${countsOf(metrics)}`)
    }
    return 0
  },
)

const countsOf = (metrics: MetricsByCommand): string =>
  Object.entries(metrics)
    .map(([command, ofCommand]) => `${Object.keys(ofCommand).length}${command && ` of ${command}`}`)
    .join(', ')

async function metricsByCommand(program: string, version: string): Promise<MetricsByCommand> {
  const path = await buildInstrumented(program, version)
  const commands = programsWithFlags.includes(program) ? recordedFlags(path) : undefined
  const hasFlag = (command: string, flag: string): boolean =>
    commands === undefined ||
    commands.some(({ name, flags }) => name === command && flags.some((candidate) => candidate.name === flag))
  const doubles = await startDoubles()
  const recorded: Record<string, RecordedMetrics[]> = {}
  try {
    for (const scenario of scenarios[program]!.filter((candidate) => runsIn(candidate, version))) {
      console.error(`${program} ${version} ${scenario.command}`)
      recorded[scenario.command] = [
        ...(recorded[scenario.command] ?? []),
        ...(await runScenario(scenario, { program: path, doubles, hasFlag })),
      ]
    }
  } finally {
    doubles.close()
  }
  const ofModule = await metricsOfModule(program, version)
  return Object.fromEntries(Object.entries(recorded).map(([command, all]) => [command, unionOf([...all, ...ofModule])]))
}

/** The metrics of the files of a module with what its program serves. */
async function metricsOfModule(program: string, version: string): Promise<readonly RecordedMetrics[]> {
  const { expositions } = goPrograms[program]!
  if (expositions === undefined) return []
  const { folder } = await downloadModule(pinnedModule(program, version)!, process.env)
  return expositions.files.map((file) =>
    metricsOfExposition(readFileSync(join(folder, file), 'utf8'), expositions.prefix),
  )
}

if (import.meta.main) await runScript(generateMetrics)
