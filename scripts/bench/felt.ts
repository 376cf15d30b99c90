import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloneRepository } from '../tests/clone.ts'
import { createEnvironments } from '../tests/create-environments.ts'
import { cli, node, sharedCode } from './commands.ts'
import { type Command, measureTimes, runs } from './measure.ts'
import { printSamples } from './table.ts'

/** A command as a person starts it. */
interface Row {
  readonly title: string
  readonly argv: readonly string[]
  /** Seconds. */
  readonly target: number
  /** Runs before each run of the command, in the folder of the repository. */
  readonly prepare?: (clone: string) => void
}

/** Removes the records of environments that were found to be right. */
const forget =
  (record: 'checked' | 'validated') =>
  (clone: string): void =>
    rmSync(join(clone, 'node_modules/.cache/thanos-gitops', record), { recursive: true, force: true })

let changes = 0

/** Changes the replicas of a Deployment in production. A record keeps four results of an environment. */
const changeProduction = (clone: string): void =>
  writeFileSync(
    join(clone, 'environments/production/patches/felt.yaml'),
    `- {target: {kind: Deployment, name: thanos-query}, patch: [{op: replace, path: /spec/replicas, value: ${4 + (changes++ % 6)}}]}\n`,
  )

const direct = [node, cli]
const nx = [node, 'node_modules/.bin/nx']
const markdown = ['--format', 'markdown', '--fail-on', 'data-loss']

/** In a repository with four environments, and one in a trial. Nothing changes. */
const unchanged: readonly Row[] = [
  { title: 'npx thanos-gitops render production', argv: ['npx', 'thanos-gitops', 'render', 'production'], target: 0.6 },
  { title: 'nx render production', argv: [...nx, 'render', 'production'], target: 0.8 },
  { title: 'npx nx render production', argv: ['npx', 'nx', 'render', 'production'], target: 0.8 },
  { title: 'npx nx render, four environments', argv: ['npx', 'nx', 'render'], target: 1 },
  // Not the first one: a bundle is trusted by the times of its files once these are ten seconds old.
  { title: 'thanos-gitops render production', argv: [...direct, 'render', 'production'], target: 0.1 },
  { title: 'npx thanos-gitops diff production', argv: ['npx', 'thanos-gitops', 'diff', 'production'], target: 0.7 },
  { title: 'thanos-gitops check, four environments', argv: [...direct, 'check'], target: 1 },
  { title: 'thanos-gitops check, no record', argv: [...direct, 'check'], target: 1, prepare: forget('checked') },
  { title: 'thanos-gitops validate, four environments', argv: [...direct, 'validate'], target: 1 },
  {
    title: 'thanos-gitops validate, no record',
    argv: [...direct, 'validate'],
    target: 1,
    prepare: forget('validated'),
  },
]

/** After each change of a patch of production. */
const patched: readonly Row[] = [
  {
    title: 'thanos-gitops check, one of four has changed',
    argv: [...direct, 'check'],
    target: 1,
    prepare: changeProduction,
  },
]

/** After a change of an image of the base, and with it of pods of all environments. */
const changed: readonly Row[] = [
  {
    title: 'thanos-gitops diff production, a new image',
    argv: [...direct, 'diff', 'production', ...markdown],
    target: 0.7,
  },
  { title: 'the comment for four environments, a new image', argv: [...direct, 'diff', ...markdown], target: 1 },
]

/** Measures commands in a clone with environments of the templates. */
export function measureCommands(times: number): void {
  const clone = cloneRepository()
  try {
    createEnvironments(clone, runs.isTrial ? ['production'] : undefined)
    const print = ({ title, argv, target, prepare }: Row): void => {
      // npx reads the configuration of the folder. A finding is no failure.
      const command: Command = {
        name: title,
        argv,
        cwd: clone,
        env: sharedCode(clone),
        exitCodes: [0, 1],
        ...(prepare && { prepare: () => prepare(clone) }),
      }
      printSamples(title, 'the same', measureTimes(command, times), target)
    }
    unchanged.forEach(print)
    patched.forEach(print)
    // A trial runs equal commands once, without the change.
    rmSync(join(clone, 'environments/production/patches/felt.yaml'), { force: true })
    const file = join(clone, 'base/thanos.ts')
    const source = readFileSync(file, 'utf8')
    const withImage = source.replace(/(thanos\/thanos:v[\d.]+)/, '$1-next')
    if (withImage === source) throw new Error(`${file} has no image.`)
    writeFileSync(file, withImage)
    changed.forEach(print)
  } finally {
    rmSync(clone, { recursive: true })
  }
}
