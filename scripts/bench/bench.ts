// Measures our render against `kubectl kustomize` with the same input, and our diff against dyff.
import { rmSync } from 'node:fs'
import { defineCommand, dryRunOption, runScript, usageError } from '@thanos-gitops/command-line'
import { folder } from './commands.ts'
import { takeGrowth } from './growth.ts'
import { forgetRuns, runs } from './measure.ts'
import { missingProgram } from './peers.ts'
import { controls, feltScenarios, quickScenarios, scenarios } from './scenarios.ts'
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
      trial: {
        type: 'boolean',
        help: 'Run each command of a scenario once and with small inputs, to see that it works. Without --only: of all scenarios. Nothing is built, and a program that is missing is left out.',
      },
      'dry-run': dryRunOption,
    },
    examples: [
      { args: '--only thanos', help: 'One environment of the stack.' },
      {
        args: '--only felt',
        help: 'What people wait for, with the longest times that are acceptable. It takes half an hour.',
      },
      { args: '--trial', help: 'Whether each scenario still works.' },
    ],
  },
  async ({ options }) => {
    if (options.list) {
      console.log([...Object.keys(scenarios), 'felt'].join('\n'))
      return 0
    }
    if (!Number.isInteger(options.pairs) || options.pairs < 1)
      throw usageError(
        `bench: --pairs must be a whole number from 1 on, not ${options.pairs}.`,
        'Write for example --pairs 5',
      )
    const names = (options.only ?? (options.trial ? Object.keys(scenarios) : quickScenarios)).flatMap((name) =>
      name === 'felt' ? feltScenarios : [name],
    )
    if (options['dry-run']) {
      for (const name of names) console.log(`would measure ${name} in ${folder}`)
      return 0
    }
    controls.push(...(options.controls ?? []))
    if (options.trial) {
      runs.isTrial = true
      // A pipeline writes no schemas for editors, which takes longer than these renders.
      process.env.CI = 'true'
    }
    printHeader()
    rmSync(folder, { recursive: true, force: true })
    try {
      for (const name of names) {
        const { run, programs = [] } = scenarios[name]!
        const missing = runs.isTrial ? await missingProgram(programs) : undefined
        if (missing !== undefined) {
          console.error(`${name}: left out, because ${missing} is not installed`)
          continue
        }
        const start = performance.now()
        forgetRuns()
        // A trial compares with one run of each command.
        await run(runs.isTrial ? 1 : options.pairs)
        console.error(`${name}: ${Math.round((performance.now() - start) / 1000)} s`)
      }
      for (const line of takeGrowth()) console.log(`\n${line}`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    return 0
  },
)

if (import.meta.main) await runScript(bench)
