import { rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { $ } from 'zx'
import { applyEdit } from '../readme-steps.ts'
import { none, type Results, readResults, sum } from '../test/results.ts'
import { cloneRepository, commit } from '../tests/clone.ts'
import { runShell, script, succeed, thanosGitops } from '../tests/run.ts'
import { type Adoption, stepsOfAdoption, stepTitle } from './adoptions.ts'

export interface VerifyOptions {
  /** Only what reads content: the checks of environments, and the tests of the base if it changes. */
  readonly content: boolean
  /** Leave the clone where it is. */
  readonly keep: boolean
}

const commandsOf = ({ changesBase }: Adoption, { content }: VerifyOptions): readonly string[] =>
  content
    ? [
        'npm run --silent check:environments',
        ...(changesBase ? [`npm run --silent test:unit -- $(git ls-files 'base/*.test.ts')`] : []),
      ]
    : ['npm test']

/**
 * Carries out an adoption in a clone that has two example environments, and runs the tests there. A step that does not
 * work counts as failed.
 */
export async function verifyAdoption(root: string, adoption: Adoption, options: VerifyOptions): Promise<Results> {
  const clone = cloneRepository()
  try {
    createExamples(clone)
    for (const step of stepsOfAdoption(root, adoption)) {
      console.log(`  ${stepTitle(step)}`)
      if (step.kind === 'run') succeed(runShell(clone, step.command))
      else applyEdit(clone, step)
    }
    succeed(thanosGitops(clone, 'render'))
    commitChanges(clone)
    const results: Results[] = []
    for (const command of commandsOf(adoption, options)) results.push(await run(clone, command))
    return sum(results)
  } catch (error) {
    console.error((error as Error).message)
    return { ...none, failed: 1 }
  } finally {
    if (options.keep) console.log(`  The clone is ${clone}.`)
    else rmSync(clone, { recursive: true })
  }
}

/** The team's own environments and policy have no influence on the result. */
function createExamples(clone: string): void {
  succeed(script(clone, 'new-environment', 'staging'))
  succeed(script(clone, 'new-environment', 'local', '--template', 'laptop'))
  commit(clone, 'Add examples')
}

function commitChanges(clone: string): void {
  if (runShell(clone, 'git status --porcelain').stdout !== '') commit(clone, 'Adopt the repository')
}

/**
 * Shows the output of a command while it runs. Counts one test for a command that does not end with a line of results.
 */
async function run(clone: string, command: string): Promise<Results> {
  console.log(`  ${command}`)
  const running = $({
    cwd: clone,
    nothrow: true,
    quiet: true,
    stdio: ['inherit', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...compileCache(clone),
      PATH: [join(clone, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    },
  })`sh -c ${command}`
  running.stdout.pipe(process.stdout, { end: false })
  const { exitCode, stdout } = await running
  const counted = readResults(stdout) ?? { ...none, passed: exitCode === 0 ? 1 : 0 }
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted
}
