// A new check: its file with a test in packages/checks, its line in the registry and in the README.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkFamilies, checkNameProblem, checks } from '@thanos-gitops/checks'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { failure } from './failure.ts'
import { checkSource, exampleSource, testSource, withCheck } from './new-check/sources.ts'
import { ownRepository } from './script-options.ts'

const registry = 'packages/checks/registry.ts'

export const newCheck = defineCommand(
  {
    name: 'new:check',
    summary: 'create a check with its test',
    description: `Creates packages/checks/FOLDER/NAME.ts and its test, adds the check to ${registry}, and updates the list in packages/checks/README.md.`,
    forms: [[{ name: 'NAME', help: 'The promise in kebab-case, such as pods-have-a-team-label.' }]],
    options: {
      folder: {
        type: 'string',
        value: 'FOLDER',
        choices: Object.keys(checkFamilies),
        default: 'hygiene',
        help: 'The folder of the check.',
      },
      'dry-run': dryRunOption,
    },
    examples: [
      { args: 'pods-have-a-team-label', help: 'A requirement of every workload.' },
      { args: 'route-backend-exists --folder wiring', help: 'A reference from one object to another.' },
    ],
  },
  ({ positionals: [name = ''], options }) => create(name, options.folder, options['dry-run']),
)

function create(name: string, folder: string, dryRun: boolean): number {
  requireNewName(name)
  const path = `packages/checks/${folder}/${name}`
  const files = { check: `${path}.ts`, test: `${path}.test.ts`, example: `${path}.example.yaml` }
  const existing = Object.values(files).find((file) => existsSync(join(ownRepository, file)))
  if (existing !== undefined) throw failure('usage-error', `${existing} exists already.`, 'Choose another name.')
  const listed = withCheck(readFileSync(join(ownRepository, registry), 'utf8'), folder, name)
  if (listed === undefined)
    throw failure(
      'registry-unknown',
      `${registry} has no imports of checks, or no list ${folder}: […].`,
      `Import ${folder}/${name}.ts and add it to the list by hand.`,
    )
  if (dryRun) {
    console.log(
      `would write ${files.check}, ${files.test} and ${files.example}\nwould add it to ${registry} and packages/checks/README.md`,
    )
    return 0
  }
  writeFileSync(join(ownRepository, files.check), checkSource(name))
  writeFileSync(join(ownRepository, files.test), testSource(name))
  writeFileSync(join(ownRepository, files.example), exampleSource)
  writeFileSync(join(ownRepository, registry), listed)
  start('node_modules/@biomejs/biome/bin/biome', 'check', '--write', files.check, files.test, registry)
  // A process of its own reads the registry again.
  start('scripts/list-checks.ts')
  console.log(`${files.check}, its test and its example are written, and ${registry} has the check.

Next:
  1. ${files.check}: set question, severity, why, remedy and source, and write run
  2. ${files.test}: test manifests that break the promise, and similar ones that keep it
  3. ${files.example}: a small stack that breaks the promise; the README shows its lines with # broken
  4. npm run list:checks && npm test, then commit and open a pull request`)
  return 0
}

function start(program: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: ownRepository,
    encoding: 'utf8',
  })
  if (status !== 0)
    throw failure('tool-failed', `${program} failed.`, 'Fix the problem that it prints.', stdout + stderr)
}

/** Throws a usage error for a name that is not valid, or that a check has or had. */
function requireNewName(name: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name))
    throw failure(
      'usage-error',
      `${name} is not a valid name of a check.`,
      'Use lower-case words with - between them, which state the promise: pods-have-a-team-label.',
    )
  const problem = checkNameProblem(name, checks)
  const isFree = problem?.message === `There is no check ${name}.`
  if (!isFree)
    throw failure(
      'usage-error',
      problem === undefined ? `There is a check ${name} already.` : problem.message,
      'Choose another name.',
    )
}

if (import.meta.main) await runScript(newCheck)
