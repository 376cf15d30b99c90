// Writes catalogues of flags: packages/workloads/flags/catalogue/<program>-<version>.json.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { cataloguedPrograms } from '@thanos-gitops/workloads'
import { failure } from '../failure.ts'
import { buildInstrumented } from '../instrument/build.ts'
import { ownRepository } from '../script-options.ts'
import { readFlags, readMemcachedFlags } from './read-flags.ts'
import { type CommandFlags, catalogueContent } from './write.ts'

export const generateFlags = defineCommand(
  {
    name: 'generate:flags',
    summary: 'write the catalogue of the flags of a program',
    description:
      'Writes packages/workloads/flags/catalogue/<program>-<version>.json. It downloads the Go module of the program, compares its checksum with scripts/instrument/programs.ts, builds it with a change that writes its flags with their types, and runs it. It needs Go. memcached is a C program: install it, or give its path.',
    forms: [
      [
        { name: 'PROGRAM', choices: cataloguedPrograms, help: 'The program.' },
        { name: 'VERSION', help: 'Its version, such as 0.42.4.' },
        { name: 'PATH', optional: true, suggest: 'file', help: 'The executable of memcached. Default: memcached.' },
      ],
    ],
    options: { 'dry-run': dryRunOption },
    examples: [
      { args: 'thanos 0.42.4', help: 'From the program, which is built from its Go module.' },
      { args: 'memcached 1.6.18 /usr/bin/memcached', help: 'From an installed program.' },
    ],
  },
  async ({ positionals: [program = '', version = '', path], options }) => {
    if (!/^\d+\.\d+\.\d+$/.test(version))
      throw failure('usage-error', `${version} is not a version.`, 'Write three numbers, such as 0.42.4.')
    if (path !== undefined && program !== 'memcached')
      throw failure('usage-error', `${program} is built from its Go module.`, `Remove the argument ${path}.`)
    const commands = await flagsIn(program, version, path)
    const content = catalogueContent(program, version, commands)
    const file = `packages/workloads/flags/catalogue/${program}-${version}.json`
    if (!options['dry-run']) writeFileSync(join(ownRepository, file), content)
    console.log(
      `${options['dry-run'] ? 'would write ' : ''}${file}: ${Object.keys(commands).length} commands, ${content.split('\n').length} lines`,
    )
    return 0
  },
)

async function flagsIn(program: string, version: string, path = 'memcached'): Promise<CommandFlags> {
  if (program === 'memcached') return readMemcachedFlags(path)
  return readFlags(program, await buildInstrumented(program, version))
}

if (import.meta.main) await runScript(generateFlags)
