import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { CommandResult } from './command.ts'
import { compileCache } from './compile-cache.ts'
import type { CommandLine } from './one-process.ts'

/**
 * Runs command lines in one process of a checkout, one after the other, and returns their results. Node.js starts and the modules load
 * once, which takes most of the time of a short command. It is for command lines of which the process is not tested.
 *
 * @param cwd of the process. Default: the checkout
 */
export function runInOneProcess(
  checkout: string,
  lines: readonly CommandLine[],
  { cwd = checkout, env = process.env }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): readonly CommandResult[] {
  const program = join(checkout, 'packages/testing/one-process.ts')
  const { output, stderr } = spawnSync(process.execPath, [program, JSON.stringify(lines)], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...env, ...compileCache(checkout) },
  })
  const results = JSON.parse(output[3] || '[]') as readonly Omit<CommandResult, 'output'>[]
  if (results.length !== lines.length) throw new Error(`The process ended before its last command line: ${stderr}`)
  return results.map((result) => ({ ...result, output: result.stdout + result.stderr }))
}
