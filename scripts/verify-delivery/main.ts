// Builds the API server and the controllers of Flux, unless they are built, and runs all delivery tests against them.
//   npm run verify:delivery
import { resolve } from 'node:path'
import { Failure } from '@thanos-gitops/manifest'
import { findingsText } from '@thanos-gitops/report'
import { $ } from 'zx'
import { buildProgram, type ProgramName, programs } from './programs.ts'

const root = resolve(import.meta.dirname, '../..')

try {
  for (const name of Object.keys(programs) as ProgramName[])
    console.log(`${name} ${programs[name].version}: ${await buildProgram(name)}`)
  const { exitCode } = await $({
    nothrow: true,
    cwd: root,
    stdio: 'inherit',
  })`${process.execPath} node_modules/vitest/vitest.mjs run --config packages/vitest.config.ts packages/delivery scripts/verify-delivery scripts/tests/scripts`
  process.exitCode = exitCode ?? 2
} catch (error) {
  if (!(error instanceof Failure)) throw error
  console.error(findingsText(error.findings))
  process.exitCode = 2
}
