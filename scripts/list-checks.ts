// Writes the tables of all checks into packages/checks/README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { checkTables } from './check-table.ts'
import { withSection } from './generated-section.ts'
import { ownRepository } from './script-options.ts'

const readme = 'packages/checks/README.md'

export const listChecks = defineCommand(
  {
    name: 'list:checks',
    summary: `write the table of checks into ${readme}`,
    description: `Writes the table of all checks into ${readme}, from the registry of checks.`,
    forms: [[]],
    options: {
      check: {
        type: 'boolean',
        excludes: ['dry-run'],
        help: 'Write nothing; exit with 1 if the table is not up to date.',
      },
      'dry-run': dryRunOption,
    },
  },
  ({ options }) => {
    const path = join(ownRepository, readme)
    const before = readFileSync(path, 'utf8')
    const after = withCheckTable(before)
    if (before === after) console.log(`${readme} is up to date.`)
    else if (options.check) {
      console.error(`${readme}: the table of checks differs from the registry.\n  Run: npm run list:checks`)
      return 1
    } else if (options['dry-run']) console.log(`would write ${readme}`)
    else {
      writeFileSync(path, after)
      console.log(`${readme} is written.`)
    }
    return 0
  },
)

/** The README with the table of all checks between its two comments. */
export const withCheckTable = (text: string): string =>
  withSection(readme, text, 'scripts/list-checks.ts', checkTables())

if (import.meta.main) await runScript(listChecks)
