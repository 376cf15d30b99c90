import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { plainEnvironment } from '@thanos-gitops/testing'

/** Starts `render` with the command of a checkout, from the bundle if there is a current one. */
export function render(checkout: string, args: readonly string[] = ['tiny'], env: NodeJS.ProcessEnv = {}) {
  // With coverage, the command runs from the sources.
  const { NODE_V8_COVERAGE: _, ...plain } = plainEnvironment()
  return spawnSync(process.execPath, [join(checkout, 'packages/cli/bin.mjs'), 'render', ...args], {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...plain, ...env },
  })
}
