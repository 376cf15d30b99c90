// Tests of the delivery against a real API server and the controllers of Flux.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { $ } from 'zx'
import { ownRepository } from '../script-options.ts'
import { buildProgram, findProgram, type ProgramName, programs } from './programs.ts'

const names = ['etcd', 'kube-apiserver', 'source-controller', 'kustomize-controller'] as const satisfies ProgramName[]
const testFolders = ['packages/delivery', 'scripts/verify-delivery', 'scripts/tests/scripts']

export const verifyDelivery = defineCommand(
  {
    name: 'verify:delivery',
    summary: 'test the delivery against a real API server and Flux',
    description: `Builds ${names.join(', ')}, unless they are built, and runs all delivery tests against them. The first build needs Go and takes some minutes.`,
    forms: [[]],
    options: {
      'build-only': { type: 'boolean', help: 'Build the programs and run no test.' },
      'dry-run': dryRunOption,
    },
  },
  async ({ options }) => {
    for (const name of names) {
      const title = `${name} ${programs[name].version}`
      if (!options['dry-run']) console.log(`${title}: ${await buildProgram(name)}`)
      else console.log(findProgram(name) === undefined ? `would build ${title}` : `${title} is built`)
    }
    if (options['build-only']) return 0
    if (options['dry-run']) {
      console.log(`would run the tests in ${testFolders.join(', ')}`)
      return 0
    }
    const { exitCode } = await $({
      nothrow: true,
      cwd: ownRepository,
      stdio: 'inherit',
    })`${process.execPath} node_modules/vitest/vitest.mjs run --config packages/vitest.config.ts ${testFolders}`
    return exitCode ?? 2
  },
)

if (import.meta.main) await runScript(verifyDelivery)
