import { resolve } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { type Results, resultsLine, sum } from '../test/results.ts'
import { adoptions, stepsOfAdoption, stepTitle } from './adoptions.ts'
import { verifyAdoption } from './verify.ts'

const root = resolve(import.meta.dirname, '../..')

export const verifyAdopter = defineCommand(
  {
    name: 'verify:adopter',
    summary: 'test clones in which a team has made the repository its own',
    description: `Makes clones of the working tree with example environments, carries out steps of the README's section "Make it yours" in
each, and runs \`npm test\`. The content of environments/ is left out of the clones.

${adoptions.map(({ name, help }) => `${name}: ${help}`).join('\n\n')}`,
    forms: [
      [
        {
          name: 'CLONE',
          optional: true,
          repeats: true,
          choices: adoptions.map(({ name }) => name),
          help: 'Only these clones. Default: all.',
        },
      ],
    ],
    options: {
      content: {
        type: 'boolean',
        help: 'Run only what reads content: `npm run check:environments`, and the tests of the base if it changes.',
      },
      keep: { type: 'boolean', help: 'Keep the clones and print their paths.' },
      'dry-run': dryRunOption,
    },
  },
  async ({ positionals, options }) => {
    const chosen = adoptions.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
    const results: Results[] = []
    for (const adoption of chosen) {
      console.log(`\n── ${adoption.name}: ${adoption.help}`)
      if (options['dry-run'])
        for (const step of stepsOfAdoption(root, adoption)) console.log(`  would ${stepTitle(step)}`)
      else results.push(await verifyAdoption(root, adoption, options))
    }
    if (options['dry-run']) return 0
    const total = sum(results)
    console.log(`\n${resultsLine(total)}`)
    return total.failed === 0 ? 0 : 1
  },
)

if (import.meta.main) await runScript(verifyAdopter)
