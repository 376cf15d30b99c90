import { resolve } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { Failure } from '@thanos-gitops/manifest'
import { findingsText } from '@thanos-gitops/report'
import { which } from 'zx'

export interface Call<Options> {
  /** Absolute path of the repository. */
  readonly root: string
  readonly positionals: readonly string[]
  readonly options: Options
  /** Nothing may be changed: what would be done is printed. */
  readonly dryRun: boolean
}

export interface Script {
  readonly usage: string
  readonly help: string
  readonly options: ParseArgsOptionsConfig
  /** How many names it takes. */
  readonly names: number
  /** Gives the exit code: 0 well, 1 differences or not healthy. Throws a Failure for exit code 2. */
  run(call: Call<Readonly<Record<string, string | boolean | undefined>>>): Promise<number>
}

const common = {
  help: { type: 'boolean', short: 'h' },
  'dry-run': { type: 'boolean' },
  root: { type: 'string' },
} as const

const commonHelp = `  --dry-run       change nothing; say what would be done
  --root DIR      the repository; without it, the one that this script is in
  --help          this text

Exit codes: 0 well · 1 differences, or not healthy in time · 2 wrong use, bad input or failure`

/** Reads the arguments, runs the script and sets the exit code. */
export async function main(script: Script): Promise<void> {
  try {
    process.exitCode = await run(script, process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    console.error(findingsText(error.findings))
    process.exitCode = 2
  }
}

async function run(script: Script, args: readonly string[]): Promise<number> {
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: [...args], options: { ...common, ...script.options }, allowPositionals: true })
  } catch (error) {
    throw wrongUse(`${(error as Error).message.split('. ')[0]}.`, script)
  }
  const { values, positionals } = parsed
  if (values.help) {
    console.log(`npm run ${script.usage}\n\n${script.help}\n${commonHelp}`)
    return 0
  }
  if (positionals.length !== script.names)
    throw wrongUse(
      `The script takes ${script.names === 0 ? 'no name' : `${script.names} name`}, not ${positionals.length}.`,
      script,
    )
  return script.run({
    root: resolve((values.root as string | undefined) ?? resolve(import.meta.dirname, '..')),
    positionals,
    options: values as Readonly<Record<string, string | boolean | undefined>>,
    dryRun: values['dry-run'] === true,
  })
}

const wrongUse = (message: string, { usage }: Script): Failure =>
  failure('wrong-use', message, `usage: npm run ${usage}`)

export const failure = (code: string, message: string, remedy: string, detail?: string): Failure =>
  new Failure({
    code,
    severity: 'error',
    message,
    remedy,
    ...(detail === undefined || detail === '' ? {} : { detail }),
  })

/** Fails where a program that the script calls is not there, before anything was done. */
export async function requireTool(name: string, remedy: string): Promise<void> {
  if ((await which(name, { nothrow: true })) === null)
    throw failure('tool-missing', `${name} is not installed, or not on the PATH.`, remedy)
}
