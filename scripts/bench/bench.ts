// Measures our render against `kubectl kustomize` with the same input, and our diff against dyff.
import { rmSync } from 'node:fs'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { folder } from './commands.ts'
import { runs } from './measure.ts'
import { controls, feltScenarios, printGrowth, quickScenarios, scenarios, sizes } from './scenarios.ts'
import { printHeader } from './table.ts'

export const bench = defineCommand(
  {
    name: 'bench',
    summary: 'measure the command against kubectl kustomize and dyff',
    description: `Runs whole processes alternately with the same input, and prints a table of wall time, CPU time and memory. It needs kubectl and GNU time, and Go for dyff. Without --only it runs ${quickScenarios.join(', ')}.`,
    forms: [[]],
    options: {
      only: {
        type: 'list',
        value: 'NAMES',
        choices: [...Object.keys(scenarios), 'felt'],
        help: `Only these scenarios, with commas between them. felt is what people wait for: ${feltScenarios.join(', ')}.`,
      },
      list: { type: 'boolean', help: 'Print the names of the scenarios.' },
      pairs: { type: 'number', value: 'COUNT', default: 5, help: 'How often each pair of commands runs.' },
      controls: {
        type: 'list',
        value: 'FOLDERS',
        help: 'For checks: folders of manifests without faults, such as those of kube-thanos.',
      },
      environments: {
        type: 'number',
        value: 'COUNT',
        help: 'For layers-500, nx-500 and pins: fewer environments than 500, to try the scenarios. Each command then runs once.',
      },
      'dry-run': dryRunOption,
    },
    examples: [
      { args: '--only thanos', help: 'One environment of the stack.' },
      {
        args: '--only felt',
        help: 'What people wait for, with the longest times that are acceptable. It takes half an hour.',
      },
    ],
  },
  async ({ options }) => {
    if (options.list) {
      console.log([...Object.keys(scenarios), 'felt'].join('\n'))
      return 0
    }
    const names = (options.only ?? quickScenarios).flatMap((name) => (name === 'felt' ? feltScenarios : [name]))
    if (options['dry-run']) {
      for (const name of names) console.log(`would measure ${name} in ${folder}`)
      return 0
    }
    controls.push(...(options.controls ?? []))
    if (options.environments !== undefined) {
      sizes.fleet = options.environments
      runs.isTrial = true
    }
    printHeader()
    rmSync(folder, { recursive: true, force: true })
    try {
      for (const name of names) {
        const start = performance.now()
        await scenarios[name]!(options.pairs)
        console.error(`${name}: ${Math.round((performance.now() - start) / 1000)} s`)
      }
      printGrowth()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    return 0
  },
)

if (import.meta.main) await runScript(bench)
