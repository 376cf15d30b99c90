import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { plainEnvironment } from '@thanos-gitops/testing'
import type { BundledCommand } from './read.mjs'

// With coverage, the command runs from the sources and Node.js caches no compiled code. Node.js passes NODE_V8_COVERAGE on to child
// processes, whatever environment they get, as long as this process has it. Vitest sets the other variable.
delete process.env.NODE_V8_COVERAGE
delete process.env.NODE_DISABLE_COMPILE_CACHE

/** Starts a command of a checkout, from its bundle if there is a current one. */
export function run(
  checkout: string,
  command: BundledCommand,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
) {
  return spawnSync(process.execPath, [join(checkout, 'packages/cli/bin.mjs'), command, ...args], {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...plainEnvironment(), ...env },
  })
}

export const render = (checkout: string, args: readonly string[] = ['tiny'], env: NodeJS.ProcessEnv = {}) =>
  run(checkout, 'render', args, env)
