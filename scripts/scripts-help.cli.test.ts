// Every npm script has a help that follows from its declaration.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from '@thanos-gitops/command-line'
import { parseArguments } from '@thanos-gitops/command-line/testing'
import { type CommandResult, runInOneProcess } from '@thanos-gitops/testing'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { isCommand } from '@thanos-gitops/testing/one-process'
import { describe, expect, it } from 'vitest'
import { ownRepository } from './script-options.ts'

const { scripts } = JSON.parse(readFileSync(join(ownRepository, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>
}
/** The scripts of this repository; the others call a development dependency. */
const own = Object.entries(scripts).flatMap(([name, command]) => {
  const file = /^node (?:--import \.\/packages\/cli\/compile-cache\.mjs )?(\S+\.ts)$/.exec(command)?.[1]
  return file === undefined ? [] : [{ name, file }]
})
const others = Object.entries(scripts).filter(([name]) => !own.some((script) => script.name === name))

const run = (command: readonly string[]) => {
  const [program = '', ...args] = command
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: ownRepository,
    encoding: 'utf8',
    env: { ...process.env, ...compileCache(ownRepository) },
  })
  return { status, stdout, stderr }
}

let helps: readonly CommandResult[] | undefined

/** What a script prints with --help. */
function helpOf(file: string): CommandResult {
  helps ??= runInOneProcess(
    ownRepository,
    own.map((script) => ({ file: script.file, args: ['--help'] })),
  )
  return helps[own.findIndex((script) => script.file === file)]!
}

/** The only command that the file of a script exports. */
async function commandOf(file: string): Promise<Command> {
  const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(join(ownRepository, file)).href)
  const [command, ...more] = Object.values(exported).filter(isCommand)
  if (command === undefined || more.length > 0) throw new Error(`${file} must export one command.`)
  return command
}

it('starts from compiled code what people wait for, and not what is measured or judges the code', () => {
  const cached = Object.keys(scripts).filter((name) =>
    scripts[name]!.includes('--import ./packages/cli/compile-cache.mjs'),
  )
  expect(cached).toEqual(expect.arrayContaining(['adopt', 'bootstrap', 'pull-request', 'status', 'upgrade']))
  for (const name of ['test', 'test:all', 'bench', 'verify:delivery']) expect(cached).not.toContain(name)
})

describe.each(own)('npm run $name', ({ name, file }) => {
  it('prints all that is declared with --help', async () => {
    const { declaration } = await commandOf(file)
    expect(declaration.name).toBe(name)
    const { status, stdout } = helpOf(file)
    expect(status).toBe(0)
    expect(readFileSync(join(ownRepository, file), 'utf8')).toMatch(
      /^if \(import\.meta\.main\) await runScript\(\w+\)$/m,
    )
    expect(stdout).toMatch(new RegExp(`^Usage: npm run ${name} --`))
    for (const option of Object.keys(declaration.options)) expect(stdout).toContain(`  --${option}`)
    for (const positional of declaration.forms.flat()) expect(stdout).toContain(positional.name)
  })

  it('refuses an unknown option', async () => {
    const { declaration } = await commandOf(file)
    await expect(parseArguments(declaration, `npm run ${name} --`, ['--hepl'])).rejects.toMatchObject({
      findings: [{ code: 'usage-error', message: `npm run ${name}: Unknown option --hepl.` }],
    })
  })
})

it('exits with 2 for an unknown option', () => {
  const { status, stderr } = run([process.execPath, 'scripts/local-down.ts', '--dry-rn'])
  expect(stderr).toBe('usage-error\n  npm run local:down: Unknown option --dry-rn.\n  Did you mean --dry-run?\n')
  expect(status).toBe(2)
})

describe.each(others)('npm run %s', (_name, command) => {
  it('has the help of the program that it calls', () => {
    const [program = '', ...args] = command.split(' ')
    const { status, stdout, stderr } = run([join(ownRepository, 'node_modules/.bin', program), ...args, '--help'])
    expect(stdout + stderr).not.toBe('')
    expect(status).toBe(0)
  })
})

it('finds scripts of both kinds', () => {
  expect(own.length).toBeGreaterThan(15)
  expect(others.length).toBeGreaterThan(3)
})
