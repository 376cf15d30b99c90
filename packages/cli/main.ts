import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Failure, nearest } from '@thanos-gitops/manifest'
import { findingsText } from '@thanos-gitops/report'
import type { Command } from './command.ts'
import { wrongUse } from './wrong-use.ts'

// Each command loads only what it needs: a render must not wait for the checks.
const commands: Readonly<Record<string, () => Promise<{ default: Command }>>> = {
  render: () => import('./commands/render.ts'),
  validate: () => import('./commands/validate.ts'),
  check: () => import('./commands/check.ts'),
  diff: () => import('./commands/diff.ts'),
  list: () => import('./commands/list.ts'),
  explain: () => import('./commands/explain.ts'),
  compare: () => import('./commands/compare.ts'),
  promote: () => import('./commands/promote.ts'),
  tidy: () => import('./commands/tidy.ts'),
}

const commonOptions = { help: { type: 'boolean', short: 'h' }, root: { type: 'string' } } as const

const commonHelp = `  --root DIR   the repository; without it, the nearest parent folder that has environments/ and base/
  --help       this text

Exit codes: 0 well · 1 findings or drift · 2 wrong use, bad input or failure`

/** Runs the command line and gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // `render --stdout | head` closes the pipe early; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))
  try {
    const [name, ...rest] = args
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      console.log(await overview())
      return name === undefined ? 2 : 0
    }
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (load === undefined) throw unknownWord(`There is no command ${name}.`, nearest(name, Object.keys(commands)))
    const { default: command } = await load()
    return await runCommand(command, rest)
  } catch (error) {
    // Anything else than a Failure is a defect of ours: all that helps to find it is printed.
    console.error(error instanceof Failure ? findingsText(error.findings) : error)
    return 2
  }
}

async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  const options = { ...commonOptions, ...command.options }
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const option = /'(--[\w-]+)/.exec((error as Error).message)?.[1]
    const near =
      option === undefined
        ? undefined
        : nearest(
            option,
            Object.keys(options).map((known) => `--${known}`),
          )
    throw unknownWord(`${command.name}: ${(error as Error).message.split('. ')[0]}.`, near)
  }
  if (parsed.values.help) {
    console.log(`thanos-gitops ${command.usage}\n\n${command.help}\n\n${commonHelp}`)
    return 0
  }
  const given = parsed.values.root as string | undefined
  return command.run({
    // Found when it is first asked for: other people's manifests are checked and compared outside of a repository.
    get root() {
      return findRoot(given)
    },
    positionals: parsed.positionals,
    options: parsed.values as Record<string, string | boolean | undefined>,
  })
}

const unknownWord = (message: string, near?: string): Failure =>
  wrongUse(
    message,
    near === undefined
      ? 'thanos-gitops --help names the commands, thanos-gitops COMMAND --help its options.'
      : `Did you mean ${near}?`,
  )

function findRoot(given: string | undefined): string {
  if (given !== undefined) return resolve(given)
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'environments')) && existsSync(join(folder, 'base/index.ts'))) return folder
    if (dirname(folder) === folder)
      throw unknownWord('No parent folder has environments/ and base/: this is not a thanos-gitops repository.')
  }
}

async function overview(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()))
  const lines = loaded.map(({ default: { usage, summary } }) => `  ${usage.padEnd(44)} ${summary}`)
  return `thanos-gitops: from base and environments to the manifests that Argo CD and Flux sync\n\n${lines.join('\n')}\n\n${commonHelp}`
}
