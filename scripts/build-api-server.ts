// Builds packages/api-server/program to WebAssembly modules, which run without Go.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Build,
  buildModule,
  builds,
  type ModuleFiles,
  moduleFolder,
  readCommittedModule,
} from '@thanos-gitops/api-server/build'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { failure, requireProgram } from './failure.ts'

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
      else exitCode = Math.max(exitCode, await buildOrCheck(build, options.check === true))
    }
    return exitCode
  },
)

const folderOf = ({ name }: Build): string => `packages/api-server/module/${name}`

async function buildOrCheck(build: Build, isCheck: boolean): Promise<number> {
  console.error(`Building the module of Kubernetes ${build.name} at low priority: some minutes.`)
  // Another version of Node.js may compress in another way: the digest is that of the module itself.
  const files = await filesOf(build, !isCheck)
  if (isCheck) return compare(build, files)
  mkdirSync(join(moduleFolder, build.name), { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(moduleFolder, build.name, name), content)
    console.log(`${folderOf(build)}/${name}: ${content.length} bytes`)
  }
  return 0
}

async function filesOf(build: Build, isCompressed: boolean): Promise<ModuleFiles> {
  try {
    return await buildModule(build, isCompressed)
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string }
    const reason = stderr?.trim().split('\n').at(-1) || message
    throw failure('build-failed', `The module cannot be built: ${reason}`, 'Fix the sources, and build again.')
  }
}

function compare(build: Build, files: ModuleFiles): number {
  const differing = Object.entries(files).filter(([name, content]) => content !== read(build, name))
  for (const [name, content] of differing)
    console.log(
      `${folderOf(build)}/${name} differs from a build of the sources: ${String(content).trim()}. Run: npm run build:api-server`,
    )
  if (differing.length > 0) return 1
  readCommittedModule(build)
  console.log(`${folderOf(build)} is a build of the sources`)
  return 0
}

function read(build: Build, name: string): string | undefined {
  try {
    return readFileSync(join(moduleFolder, build.name, name), 'utf8')
  } catch {
    return undefined
  }
}

if (import.meta.main) await runScript(buildApiServer)
