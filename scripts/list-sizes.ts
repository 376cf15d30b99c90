// Writes the formulas of sizes into packages/workloads/sizing/README.md.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { sizingTables } from '@thanos-gitops/workloads/sizing'
import { withSection, writeWithSection } from './generated-section.ts'

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
  ({ options }) =>
    writeWithSection(
      readme,
      (text) => withSection(readme, text, 'scripts/list-sizes.ts', sizingTables()),
      `${readme}: the tables differ from the formulas.\n  Run: npm run list:sizes`,
      options,
    ),
)

if (import.meta.main) await runScript(listSizes)
