// Builds packages/program-verdict/program to WebAssembly modules, which run without Go.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import {
  buildModule,
  type ModuleFiles,
  moduleFolder,
  type ProgramName,
  programNames,
} from '@thanos-gitops/program-verdict/build'
import { failure, requireProgram } from './failure.ts'

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
      else exitCode = Math.max(exitCode, await buildOrCheck(name, options.check === true))
    }
    return exitCode
  },
)

const shown = (name: ProgramName): string => `packages/program-verdict/module/${name}`

async function buildOrCheck(name: ProgramName, isCheck: boolean): Promise<number> {
  console.error(`Building the module of ${name} at low priority: a minute.`)
  // Another version of Node.js may compress in another way: the digest is that of the module itself.
  const files = await filesOf(name, !isCheck)
  if (isCheck) return compare(name, files)
  mkdirSync(moduleFolder(name), { recursive: true })
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(moduleFolder(name), file), content)
    console.log(`${shown(name)}/${file}: ${content.length} bytes`)
  }
  return 0
}

async function filesOf(name: ProgramName, isCompressed: boolean): Promise<ModuleFiles> {
  try {
    return await buildModule(name, isCompressed)
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string }
    const reason = stderr?.trim().split('\n').at(-1) || message
    throw failure('build-failed', `The module cannot be built: ${reason}`, 'Fix the sources, and build again.')
  }
}

function compare(name: ProgramName, files: ModuleFiles): number {
  const differing = Object.entries(files).filter(([file, content]) => content !== read(name, file))
  for (const [file, content] of differing)
    console.log(
      `${shown(name)}/${file} differs from a build of the sources: ${String(content).trim()}. Run: npm run build:program-verdict`,
    )
  if (differing.length > 0) return 1
  console.log(`${shown(name)} is a build of the sources`)
  return 0
}

function read(name: ProgramName, file: string): string | undefined {
  try {
    return readFileSync(join(moduleFolder(name), file), 'utf8')
  } catch {
    return undefined
  }
}

if (import.meta.main) await runScript(buildProgramVerdict)
