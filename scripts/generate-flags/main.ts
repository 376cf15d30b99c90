// Writes a catalogue of flags: packages/workloads/flags/catalogue/<program>-<version>.json.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { failure } from '../failure.ts'
import { ownRepository } from '../script-options.ts'
import { manualFlags } from './manual-flags.ts'
import { readFlags } from './read-flags.ts'
import { catalogueContent } from './write.ts'

export const generateFlags = defineCommand(
  {
    name: 'generate:flags',
    summary: 'write the catalogue of the flags of a program',
    description:
      'Writes packages/workloads/flags/catalogue/<program>-<version>.json from the --help output of the program. If you cannot run a version of Thanos, use its folder docs/components, which contains the same output.',
    forms: [
      [
        { name: 'PROGRAM', choices: Object.keys(manualFlags), help: 'The program.' },
        { name: 'VERSION', help: 'Its version, such as 0.42.4.' },
        { name: 'PATH', suggest: 'file', help: 'Its executable, or the folder of its documentation.' },
      ],
    ],
    options: { 'dry-run': dryRunOption },
    examples: [{ args: 'thanos 0.42.4 /usr/local/bin/thanos', help: 'From the program.' }],
  },
  ({ positionals: [program = '', version = '', path = ''], options }) => {
    if (!/^\d+\.\d+\.\d+$/.test(version))
      throw failure('usage-error', `${version} is not a version.`, 'Write three numbers, such as 0.42.4.')
    const commands = readFlags({ program, version, path })
    const content = catalogueContent(program, version, commands)
    const file = `packages/workloads/flags/catalogue/${program}-${version}.json`
    if (!options['dry-run']) writeFileSync(join(ownRepository, file), content)
    console.log(
      `${options['dry-run'] ? 'would write ' : ''}${file}: ${Object.keys(commands).length} commands, ${content.split('\n').length} lines`,
    )
    return 0
  },
)

if (import.meta.main) await runScript(generateFlags)
