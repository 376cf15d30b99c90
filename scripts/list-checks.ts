// Writes the tables of all checks into packages/checks/README.md.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { checkTables } from './check-table.ts'
import { withSection, writeWithSection } from './generated-section.ts'

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
  ({ options }) =>
    writeWithSection(
      readme,
      withCheckTable,
      `${readme}: the table of checks differs from the registry.\n  Run: npm run list:checks`,
      options,
    ),
)

/** The README with the table of all checks between its two comments. */
export const withCheckTable = (text: string): string =>
  withSection(readme, text, 'scripts/list-checks.ts', checkTables())

if (import.meta.main) await runScript(listChecks)
