// Writes the formulas of sizes into packages/workloads/sizing/README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { sizingTables } from '@thanos-gitops/workloads/sizing'
import { withSection } from './generated-section.ts'
import { ownRepository } from './script-options.ts'

const readme = 'packages/workloads/sizing/README.md'

export const listSizes = defineCommand(
  {
    name: 'list:sizes',
    summary: `write the formulas of sizes into ${readme}`,
    description: `Writes the tables of all formulas and constants into ${readme}, from the code that computes them.`,
    forms: [[]],
    options: {
      check: {
        type: 'boolean',
        excludes: ['dry-run'],
        help: 'Write nothing; exit with 1 if the tables are not up to date.',
      },
      'dry-run': dryRunOption,
    },
  },
  ({ options }) => {
    const path = join(ownRepository, readme)
    const before = readFileSync(path, 'utf8')
    const after = withSection(readme, before, 'scripts/list-sizes.ts', sizingTables())
    if (before === after) console.log(`${readme} is up to date.`)
    else if (options.check) {
      console.error(`${readme}: the tables differ from the formulas.\n  Run: npm run list:sizes`)
      return 1
    } else if (options['dry-run']) console.log(`would write ${readme}`)
    else {
      writeFileSync(path, after)
      console.log(`${readme} is written.`)
    }
    return 0
  },
)

if (import.meta.main) await runScript(listSizes)
