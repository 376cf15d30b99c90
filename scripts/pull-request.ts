// The checks of a pull request, in the workflow and before you open one.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { $ } from 'zx'
import { environmentShard, type Shard } from './environment-shard.ts'
import { failure } from './failure.ts'
import { linesOf, requiredGit } from './git.ts'
import { mergeSarif } from './merge-sarif.ts'
import { cacheFolder, ownRepository } from './script-options.ts'

export const pullRequest = defineCommand(
  {
    name: 'pull-request',
    summary: 'check what a pull request changes, as the workflow does',
    description:
      'Renders, validates and checks the environments that the branch affects, and writes what the change does to the clusters to comment.md, diff.json, diff.sarif and check.sarif. In GitHub Actions it prints annotations and appends to the step summary.',
    forms: [[]],
    options: {
      base: {
        type: 'string',
        value: 'REF',
        default: 'origin/main',
        help: 'The revision that the branch is compared with.',
      },
      output: {
        type: 'string',
        value: 'DIR',
        suggest: 'folder',
        help: 'The folder of the written files. Default: node_modules/.cache/thanos-gitops/pull-request.',
      },
      labels: {
        type: 'list',
        value: 'LABELS',
        help: 'The labels of the pull request, with commas between them. One of them can permit that it reaches more than environments/rings.yaml allows.',
      },
      links: {
        type: 'string',
        value: 'URL',
        help: 'The page of the files of the compared commit, for links in the comment, such as https://github.com/OWNER/NAME/blob/COMMIT.',
      },
      shard: {
        type: 'string',
        value: 'N/M',
        help: 'Check only the N-th of M parts of the environments, in the order of their rings, and write diff-part.json and check.sarif, for --parts.',
      },
      parts: {
        type: 'string',
        value: 'DIR',
        suggest: 'folder',
        excludes: ['shard'],
        help: 'Check nothing, and put together what other jobs wrote with --shard: the folder has a folder of each shard.',
      },
      'dry-run': dryRunOption,
    },
    variables: {
      GITHUB_ACTIONS: 'If it is true, findings and changes are printed as annotations.',
      GITHUB_STEP_SUMMARY: 'The file that gets the comment too.',
      GITLAB_CI: 'If it is true, findings and changes are also written to code-quality.json.',
    },
    examples: [{ args: '--base main', help: 'Compare with the local branch main.' }],
  },
  async ({ options: { base, output, labels = [], links, shard, parts, 'dry-run': isDryRun } }) => {
    const folder = resolve(output ?? join(cacheFolder, 'pull-request'))
    const branch: Branch = { base, labels, links }
    const steps =
      parts === undefined
        ? await stepsOf(branch, folder, shard === undefined ? undefined : environmentShard(ownRepository, shard))
        : stepsOfParts(branch, folder, partFolders(resolve(parts)))
    if (isDryRun) {
      for (const { title } of steps) console.log(`would run thanos-gitops ${title}`)
      console.log(`would write to ${folder}`)
      return 0
    }
    mkdirSync(folder, { recursive: true })
    rmSync(join(folder, reportFile), { force: true })
    return runSteps(steps)
  },
)

interface Output {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Step {
  /** The command and its arguments. */
  readonly title: string
  run(): Promise<Output>
}

/** GitHub Actions makes an annotation of a line that begins with `::`. */
const inActions = process.env.GITHUB_ACTIONS === 'true'
const annotations = inActions ? ['--format', 'github'] : []

/** A merge request shows a code quality report. */
const inGitLab = process.env.GITLAB_CI === 'true'

/** What the branch is compared with, and the labels of its pull request. */
interface Branch {
  readonly base: string
  readonly labels: readonly string[]
  readonly links: string | undefined
}

async function stepsOf(branch: Branch, folder: string, shard: Shard | undefined): Promise<readonly Step[]> {
  const affected = await affectedEnvironments(branch.base)
  const environments = affected.filter((name) => shard === undefined || shard.environments.includes(name))
  console.log(environments.length === 0 ? 'No environment is affected.' : `Affected: ${environments.join(', ')}`)
  const checks = environments.length === 0 ? [] : checksOf(environments, folder)
  // Of all environments: Nx does not report that an environment was removed.
  if (shard === undefined) return [...checks, ...stepsOfDiff(branch, folder)]
  const removed = shard.number === 1 ? await removedEnvironments(branch.base) : []
  const compared = [...shard.environments, ...removed]
  // Without a name, a command takes all environments.
  return compared.length === 0 ? checks : [...checks, partStep(branch, folder, compared)]
}

const command = (...args: readonly string[]): Step => ({ title: args.join(' '), run: () => thanosGitops(args) })

const checksOf = (environments: readonly string[], folder: string): readonly Step[] => [
  command('render', '--check', ...environments),
  command('validate', '--all-verdicts', ...environments, ...annotations),
  {
    title: `check ${environments.join(' ')}`,
    async run() {
      const sarif = await thanosGitops(['check', '--all-verdicts', ...environments, '--format', 'sarif'])
      writeFileSync(join(folder, sarifFile), sarif.stdout)
      if (inGitLab) {
        const report = await thanosGitops(['check', '--all-verdicts', ...environments, '--format', 'code-quality'])
        if (report.exitCode !== 2) addToReport(folder, report.stdout)
      }
      // `validate` reported what the API server refuses.
      return thanosGitops(['check', '--no-verdicts', ...environments, ...annotations])
    },
  },
]

const sarifFile = 'check.sarif'
const reportFile = 'code-quality.json'

/** A code quality report is a list. */
function addToReport(folder: string, list: string): void {
  const file = join(folder, reportFile)
  const found = [file].filter(existsSync).map((path) => readFileSync(path, 'utf8'))
  const all = [...found, list].flatMap((report) => JSON.parse(report) as readonly unknown[])
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`)
}

const partFile = 'diff-part.json'

/** The diff is computed once and printed in several formats. */
const stepsOfDiff = (branch: Branch, folder: string): readonly Step[] => [
  {
    title: diffArguments(branch).join(' '),
    async run() {
      const part = join(folder, partFile)
      const { exitCode, stdout, stderr } = await writePart(branch, part, [])
      if (exitCode === 2) return { exitCode, stdout, stderr }
      const result = await writeFormats(branch, folder, [part])
      rmSync(part)
      return result
    },
  },
]

const partStep = (branch: Branch, folder: string, environments: readonly string[]): Step => ({
  title: `${diffArguments(branch).join(' ')} --write-part ${partFile} ${environments.join(' ')}`,
  async run() {
    const result = await writePart(branch, join(folder, partFile), environments)
    // Changes are a success. The job that puts the parts together reports findings.
    return result.exitCode === 1 ? { ...result, exitCode: 0 } : result
  },
})

/** Labels concern all environments together. */
const writePart = ({ base }: Branch, file: string, environments: readonly string[]): Promise<Output> =>
  thanosGitops(['diff', '--base', base, '--all-verdicts', '--write-part', file, ...environments, ...annotations])

/** The folders of the shards. */
const partFolders = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .sort()

function stepsOfParts(branch: Branch, folder: string, shards: readonly string[]): readonly Step[] {
  const files = (name: string): readonly string[] => shards.map((shard) => join(shard, name)).filter(existsSync)
  return [
    {
      title: `${diffArguments(branch).join(' ')} --parts ${files(partFile).length} files`,
      async run() {
        const logs = files(sarifFile).map((file) => readFileSync(file, 'utf8'))
        if (logs.length > 0) writeFileSync(join(folder, sarifFile), mergeSarif(logs))
        return writeFormats(branch, folder, files(partFile))
      },
    },
  ]
}

async function runSteps(steps: readonly Step[]): Promise<number> {
  const failed: string[] = []
  for (const { title, run } of steps) {
    console.log(`\n── ${title}`)
    const { exitCode, stdout, stderr } = await run()
    process.stdout.write(stdout)
    process.stderr.write(stderr)
    if (exitCode !== 0) failed.push(title)
  }
  if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`)
  return failed.length === 0 ? 0 : 1
}

async function affectedEnvironments(base: string): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await runNode(nxProgram(), [
    'show',
    'projects',
    '--affected',
    `--base=${base}`,
    '--withTarget=render',
    '--json',
  ])
  if (exitCode !== 0)
    throw failure(
      'affected-unknown',
      `nx reports no affected projects since ${base}.`,
      'Name a revision that exists with --base REF, or fetch it: git fetch origin',
      (stderr || stdout).trim(),
    )
  // The root project renders all environments.
  return (JSON.parse(stdout.slice(stdout.indexOf('['))) as string[]).filter((name) => name !== 'all').sort()
}

/** Changes are a success. Findings of the diff, such as an emptied environment, and a diff that cannot be made are not. */
async function writeFormats(branch: Branch, folder: string, parts: readonly string[]): Promise<Output> {
  const compare = [...diffArguments(branch), '--parts', parts.join()]
  const write = async (format: string, file: string, more: readonly string[] = []): Promise<Output> => {
    const result = await thanosGitops([...compare, '--format', format, ...more])
    if (result.exitCode !== 2) writeFileSync(join(folder, file), result.stdout)
    return { ...result, stdout: '' }
  }
  const summary = process.env.GITHUB_STEP_SUMMARY
  const markdown = await write('markdown', 'comment.md', [
    ...(branch.links === undefined ? [] : ['--links', branch.links]),
    ...(summary === undefined ? [] : ['--summary', summary]),
  ])
  if (markdown.exitCode === 2) return markdown
  await write('sarif', 'diff.sarif')
  if (inGitLab) addToReport(folder, (await thanosGitops([...compare, '--format', 'code-quality'])).stdout)
  await write('json', 'diff.json')
  const errors = errorsIn(readFileSync(join(folder, 'diff.json'), 'utf8'))
  const { stdout } = await thanosGitops([...compare, ...annotations])
  return { exitCode: errors.length === 0 ? 0 : 1, stdout, stderr: errors.map((error) => `${error}\n`).join('') }
}

const diffArguments = ({ base, labels }: Branch): readonly string[] => [
  'diff',
  '--base',
  base,
  // The name of a label can begin with a hyphen.
  ...(labels.length === 0 ? [] : [`--labels=${labels.join()}`]),
]

interface PrintedFinding {
  readonly severity: string
  readonly environment?: string
  readonly message: string
  readonly remedy?: string
}

function errorsIn(json: string): readonly string[] {
  const { findings, reach } = JSON.parse(json) as {
    readonly findings: readonly PrintedFinding[]
    readonly reach: { readonly findings: readonly PrintedFinding[] }
  }
  const exceeded = reach.findings.map(({ severity, message, remedy }) => ({ severity, line: `${message} ${remedy}` }))
  const others = findings.map(({ severity, environment, message }) => ({
    severity,
    line: `${environment}: ${message}`,
  }))
  return [...exceeded, ...others].filter(({ severity }) => severity === 'error').map(({ line }) => line)
}

/** The environments that the branch removes. */
async function removedEnvironments(base: string): Promise<readonly string[]> {
  const files = ':(glob)environments/*/environment.yaml'
  const options = ['--name-only', '--no-renames', '--diff-filter=D', '--merge-base', base, '--', files]
  return linesOf(await requiredGit(ownRepository, ['diff', ...options])).map((file) => file.split('/')[1]!)
}

/** The file that npm links as node_modules/.bin/nx. */
function nxProgram(): string {
  const manifest = createRequire(import.meta.url).resolve('nx/package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { nx: string } }
  return join(dirname(manifest), bin.nx)
}

const thanosGitops = (args: readonly string[]): Promise<Output> => runNode('packages/cli/bin.mjs', args)

async function runNode(file: string, args: readonly string[]): Promise<Output> {
  const { exitCode, stdout, stderr } = await $({
    cwd: ownRepository,
    quiet: true,
    nothrow: true,
  })`${process.execPath} ${file} ${args}`
  return { exitCode, stdout, stderr }
}

if (import.meta.main) await runScript(pullRequest)
