// Writes the table of scenarios into packages/diff/README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { withSection } from './generated-section.ts'
import { ownRepository } from './script-options.ts'
import {
  knownResults,
  readResults,
  resultsFile,
  resultsOfLastRun,
  resultsText,
} from './verify-delivery/scenarios/results-file.ts'
import { scenarioTable } from './verify-delivery/scenarios/table.ts'

const readme = 'packages/diff/README.md'
const marker = 'scripts/list-scenarios.ts'

export const listScenarios = defineCommand(
  {
    name: 'list:scenarios',
    summary: `write the table of scenarios into ${readme}`,
    description: `Writes the table of scenarios into ${readme}, from ${resultsFile}. With --update, the results of the last runs of npm run verify:delivery on this machine replace those in that file first.`,
    forms: [[]],
    options: {
      update: { type: 'boolean', help: 'First take the results of the last runs of scenarios on this machine.' },
      check: {
        type: 'boolean',
        excludes: ['dry-run', 'update'],
        help: 'Write nothing; exit with 1 if the table is not up to date.',
      },
      'dry-run': dryRunOption,
    },
  },
  ({ options }) => {
    const results = options.update ? resultsOfLastRun(knownResults(), new Date()) : readResults()
    const path = join(ownRepository, readme)
    const before = readFileSync(path, 'utf8')
    const after = withSection(readme, before, marker, scenarioTable(results))
    if (options.check && before !== after) {
      console.error(`${readme}: the table of scenarios differs from ${resultsFile}.\n  Run: npm run list:scenarios`)
      return 1
    }
    const written = [...(options.update ? [resultsFile] : []), ...(before === after ? [] : [readme])]
    if (written.length === 0) console.log(`${readme} is up to date.`)
    for (const file of written) console.log(options['dry-run'] ? `would write ${file}` : `${file} is written.`)
    if (options['dry-run']) return 0
    if (options.update) writeFileSync(join(ownRepository, resultsFile), resultsText(results))
    writeFileSync(path, after)
    return 0
  },
)

if (import.meta.main) await runScript(listScenarios)
