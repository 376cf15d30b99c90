// Builds packages/program-verdict/program to WebAssembly modules, which run without Go.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import {
  buildModule,
  moduleFolder,
  type ProgramName,
  programNames,
  readCommittedModule,
} from '@thanos-gitops/program-verdict/build'
import { requireProgram } from './failure.ts'
import { type CommittedModule, writeOrCompare } from './write-modules.ts'

export const buildProgramVerdict = defineCommand(
  {
    name: 'build:program-verdict',
    summary: 'build the modules with the code of Prometheus, Alertmanager and Thanos',
    description:
      'Builds packages/program-verdict/program to WebAssembly, and writes packages/program-verdict/module: the compressed modules, and the SHA-256 of each module and of its sources. It needs Go and takes a minute for each. Run it after a change of the sources: the same sources give the same SHA-256.',
    forms: [[], [{ name: 'PROGRAM', repeats: true, choices: [...programNames], help: 'The programs. Default: all.' }]],
    options: {
      check: {
        type: 'boolean',
        help: 'Write nothing. Exit with 1 if a committed module is not what the sources give.',
      },
      'dry-run': dryRunOption,
    },
  },
  async ({ positionals, options }) => {
    if (!options['dry-run']) await requireProgram('go', 'Install Go.')
    let exitCode = 0
    for (const name of positionals.length > 0 ? (positionals as readonly ProgramName[]) : programNames) {
      if (options['dry-run'])
        console.log(`would build packages/program-verdict/program/${name} and write ${shown(name)}`)
      else exitCode = Math.max(exitCode, await writeOrCompare(committed(name), options.check === true))
    }
    return exitCode
  },
)

const shown = (name: ProgramName): string => `packages/program-verdict/module/${name}`

const committed = (name: ProgramName): CommittedModule => ({
  title: `the module of ${name}`,
  duration: 'a minute',
  folder: moduleFolder(name),
  shown: shown(name),
  script: 'build:program-verdict',
  build: (isCompressed) => buildModule(name, isCompressed),
  readCommitted: () => readCommittedModule(name),
})

if (import.meta.main) await runScript(buildProgramVerdict)
