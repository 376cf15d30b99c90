// Builds the WebAssembly module of packages/api-server/program, which runs without Go.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildModule, type ModuleFiles, moduleFolder, readCommittedModule } from '@thanos-gitops/api-server/build'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { failure, requireProgram } from './failure.ts'

/** Not compared: another version of Node.js may compress in another way. The digest is that of the module itself. */
const compressed = /\.br$/

export const buildApiServer = defineCommand(
  {
    name: 'build:api-server',
    summary: "build the module with the API server's code",
    description:
      'Builds packages/api-server/program to WebAssembly and writes packages/api-server/module: the compressed module, its SHA-256 and that of the sources. It needs Go and takes some minutes. Run it after a change of the sources, with the version of Go in .github/workflows/ci.yml: the same sources and version give the same SHA-256.',
    forms: [[]],
    options: {
      check: {
        type: 'boolean',
        help: 'Write nothing. Exit with 1 if the committed module is not what the sources give.',
      },
      'dry-run': dryRunOption,
    },
  },
  async ({ options }) => {
    if (options['dry-run']) {
      console.log('would build packages/api-server/program and write packages/api-server/module')
      return 0
    }
    await requireProgram('go', 'Install Go.')
    console.error('Building the module at low priority: some minutes.')
    const files = await build()
    if (options.check) return compare(files)
    mkdirSync(moduleFolder, { recursive: true })
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(moduleFolder, name), content)
      console.log(`packages/api-server/module/${name}: ${content.length} bytes`)
    }
    return 0
  },
)

async function build(): Promise<ModuleFiles> {
  try {
    return await buildModule()
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string }
    const reason = stderr?.trim().split('\n').at(-1) || message
    throw failure('build-failed', `The module cannot be built: ${reason}`, 'Fix the sources, and build again.')
  }
}

function compare(files: ModuleFiles): number {
  const differing = Object.entries(files).filter(([name, content]) => !compressed.test(name) && content !== read(name))
  for (const [name, content] of differing)
    console.log(
      `packages/api-server/module/${name} differs from a build of the sources: ${String(content).trim()}. Run: npm run build:api-server`,
    )
  if (differing.length > 0) return 1
  readCommittedModule()
  console.log('packages/api-server/module is a build of the sources')
  return 0
}

function read(name: string): string | undefined {
  try {
    return readFileSync(join(moduleFolder, name), 'utf8')
  } catch {
    return undefined
  }
}

if (import.meta.main) await runScript(buildApiServer)
