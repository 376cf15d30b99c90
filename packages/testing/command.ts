import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'

/** The root of the product's repository, for what is installed there: node_modules and its cache of tools. */
export const productRoot = resolve(import.meta.dirname, '../..')

/** The executable of the command, as npm links it. */
export const commandFile = join(productRoot, 'node_modules/@thanos-gitops/cli/bin.mjs')

/** Milliseconds for a test or a hook that starts the command a few times, also on a machine that is busy. */
export const commandTimeout = 120_000

export interface CommandResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** The standard output and then the standard error. */
  readonly output: string
}

export interface CommandOptions {
  /** The standard input. */
  readonly input?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Starts `thanos-gitops` in a folder and waits for its end. */
export function runCommand(cwd: string, args: readonly string[], options: CommandOptions = {}): CommandResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [commandFile, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    input: options.input ?? '',
    env: { ...plainEnvironment(), ...withoutSchemas, ...options.env },
  })
  return { status, stdout, stderr, output: stdout + stderr }
}

/** Most tests read no schemas for editors, which take longer than the rest of a render. */
export const withoutSchemas = { THANOS_GITOPS_SCHEMAS: 'false' } as const

/** The environment variables of this process without those of Nx, pipelines and terminals, which change what programs print. */
export const plainEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NX_.*|GITHUB_.*|CI|NO_COLOR|FORCE_COLOR)$/.test(name)),
  )
