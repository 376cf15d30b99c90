// Builds packages/api-server/program to WebAssembly modules, which run without Go.
import { join } from 'node:path'
import { type Build, buildModule, builds, moduleFolder, readCommittedModule } from '@thanos-gitops/api-server/build'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { requireProgram } from './failure.ts'
import { type CommittedModule, writeOrCompare } from './write-modules.ts'

export const buildApiServer = defineCommand(
  {
    name: 'build:api-server',
    summary: "build the modules with the API server's code",
    description:
      'Builds packages/api-server/program to WebAssembly for each of its versions of Kubernetes, and writes packages/api-server/module: the compressed modules, and the SHA-256 of each module and of its sources. It needs Go and takes some minutes for each. Run it after a change of the sources: the same sources give the same SHA-256.',
    forms: [[]],
    options: {
      check: {
        type: 'boolean',
        help: 'Write nothing. Exit with 1 if a committed module is not what the sources give.',
      },
      'dry-run': dryRunOption,
    },
  },
  async ({ options }) => {
    if (!options['dry-run']) await requireProgram('go', 'Install Go.')
    let exitCode = 0
    for (const build of builds) {
      if (options['dry-run']) console.log(`would build packages/api-server/program and write ${folderOf(build)}`)
      else exitCode = Math.max(exitCode, await writeOrCompare(committed(build), options.check === true))
    }
    return exitCode
  },
)

const folderOf = ({ name }: Build): string => `packages/api-server/module/${name}`

const committed = (build: Build): CommittedModule => ({
  title: `the module of Kubernetes ${build.name}`,
  duration: 'some minutes',
  folder: join(moduleFolder, build.name),
  shown: folderOf(build),
  script: 'build:api-server',
  build: (isCompressed) => buildModule(build, isCompressed),
  readCommitted: () => readCommittedModule(build),
})

if (import.meta.main) await runScript(buildApiServer)
