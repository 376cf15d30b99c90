// What the workflow of a pull request runs, and what a person runs before opening one:
//   npm run pull-request -- [--base REF] [--output DIR]
// The environments that the branch affects are rendered, validated and checked; what the change does to the clusters is written
// to DIR: comment.md, diff.json, diff.sarif and check.sarif. Annotations and a summary are made where GitHub reads them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { $ } from 'zx'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    base: { type: 'string', default: 'origin/main' },
    output: { type: 'string', default: join(root, 'node_modules/.cache/thanos-gitops/pull-request') },
  },
})
const output = resolve(values.output)
/** There a line that begins with :: becomes an annotation of the pull request. */
const inActions = process.env.GITHUB_ACTIONS === 'true'

$.cwd = root
$.quiet = true
$.nothrow = true
// Nx names its own programs in the environment of what it starts; this script is none of them.
process.env.PATH = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
mkdirSync(output, { recursive: true })

const failed: string[] = []
const environments = await affectedEnvironments()
console.log(environments.length === 0 ? 'No environment is affected.' : `Affected: ${environments.join(', ')}`)

if (environments.length > 0) {
  await step('render --check', () => $`thanos-gitops render --check ${environments}`)
  await step('validate', () => $`thanos-gitops validate ${environments}`)
  await step('check', async () => {
    writeFileSync(join(output, 'check.sarif'), (await $`thanos-gitops check ${environments} --format sarif`).stdout)
    return $`thanos-gitops check ${environments} ${inActions ? ['--format', 'github'] : []}`
  })
}
// Of all environments: one that is gone is affected in a way that Nx does not see.
await step('diff', diff)

if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

async function step(
  title: string,
  run: () => Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>,
): Promise<void> {
  console.log(`\n── ${title}`)
  const { exitCode, stdout, stderr } = await run()
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  if (exitCode !== 0) failed.push(title)
}

async function affectedEnvironments(): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } =
    await $`nx show projects --affected --base=${values.base} --withTarget=render --json`
  if (exitCode !== 0) throw new Error(`nx cannot say what is affected since ${values.base}: ${stderr || stdout}`)
  // The root project renders all of them.
  return (JSON.parse(stdout.slice(stdout.indexOf('['))) as string[]).filter((name) => name !== 'all').sort()
}

/** A change is no failure; a change that would empty an environment is, and so is one that cannot be compared. */
async function diff(): ReturnType<typeof run> {
  const summary = process.env.GITHUB_STEP_SUMMARY
  const markdown = await run('markdown', 'comment.md', summary === undefined ? [] : ['--summary', summary])
  if (markdown.exitCode === 2) return markdown
  await run('sarif', 'diff.sarif')
  await run('json', 'diff.json')
  const { findings } = JSON.parse(readFileSync(join(output, 'diff.json'), 'utf8')) as {
    findings: readonly { severity: string; environment: string; message: string }[]
  }
  const errors = findings.filter(({ severity }) => severity === 'error')
  const told = await $`thanos-gitops diff --base ${values.base} ${inActions ? ['--format', 'github'] : []}`
  return {
    exitCode: errors.length === 0 ? 0 : 1,
    stdout: told.stdout,
    stderr: errors.map(({ environment, message }) => `${environment}: ${message}\n`).join(''),
  }
}

async function run(
  format: string,
  file: string,
  more: readonly string[] = [],
): Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }> {
  const result = await $`thanos-gitops diff --base ${values.base} --format ${format} ${more}`
  if (result.exitCode !== 2) writeFileSync(join(output, file), result.stdout)
  return { exitCode: result.exitCode, stdout: '', stderr: result.stderr }
}
