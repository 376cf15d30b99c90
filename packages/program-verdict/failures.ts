import { Failure, type Finding } from '@thanos-gitops/manifest'
import { OutdatedModule, UnusableModule } from '@thanos-gitops/programs/wasm'
import type { ProgramName } from './programs.ts'

/** Runs a function that reads the module of a program. @throws Failure if the module cannot be used */
export function withFailures<T>(name: ProgramName, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof UnusableModule || error instanceof OutdatedModule) throw unusable(name, error)
    throw error
  }
}

function unusable(name: ProgramName, error: UnusableModule | OutdatedModule): Failure {
  const isOutdated = error instanceof OutdatedModule
  return new Failure({
    code: isOutdated ? 'program-verdict-outdated' : 'program-verdict-missing',
    severity: 'error',
    place: { file: `packages/program-verdict/module/${name}/${error.file}` },
    message: isOutdated
      ? 'The module is a build of other sources than those in packages/program-verdict/program.'
      : `There is no verdict of ${name}: ${error.message}`,
    remedy: isOutdated
      ? 'Build it again: npm run build:program-verdict'
      : 'Restore packages/program-verdict/module from git, or build it with Go: npm run build:program-verdict',
  } satisfies Finding)
}
