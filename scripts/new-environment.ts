// A new environment: the files of a template or of another environment, under a name of its own, rendered.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { entryExists, environmentName } from '@thanos-gitops/manifest'
import { chooseEnvironments, clusterName } from '@thanos-gitops/render'
import { withoutSizeOperations } from '@thanos-gitops/render/edit'
import { environmentSchemaFile, patchesSchemaFile } from '@thanos-gitops/render/editor-schema'
import { parseCount } from '@thanos-gitops/workloads/sizing'
import { stringify } from 'yaml'
import { $ } from 'zx'
import { failure } from './failure.ts'
import {
  chooseRetention,
  type Retention,
  retentionIn,
  retentionNote,
  terminalQuestion,
  withRetention,
} from './new-environment/retention.ts'
import { environmentNames, repositoryRoot, requireFormat, scriptRootOption } from './script-options.ts'

const templates = join(import.meta.dirname, 'templates')
const templateNames = async (): Promise<readonly string[]> => readdirSync(join(templates, 'environments')).sort()

/** For all environments: written if they are missing. */
const sharedFiles = ['policy.yaml', 'delivery.yaml']
/** What `render` writes, and what belongs to one environment alone. */
const notCopied = [
  'manifests',
  'manifests.sha256',
  'delivery',
  patchesSchemaFile,
  environmentSchemaFile,
  'removals.yaml',
]

/** Where the files of a new environment come from. */
interface Source {
  /** For messages. */
  readonly title: string
  readonly folder: string
}

interface NewEnvironment {
  readonly root: string
  readonly name: string
  readonly cluster: string
  readonly source: Source
  /** The number of active series, as it is typed, from which the sizes follow. Undefined: the sizes of the source. */
  readonly series: string | undefined
  readonly retention: Retention
}

export const newEnvironment = defineCommand(
  {
    name: 'new:environment',
    summary: 'create an environment from a template or from another environment',
    description:
      'Creates environments/NAME with environment.yaml, exceptions.yaml, patches/ and resources/, renders it and prints the next steps. It also creates environments/policy.yaml and environments/delivery.yaml if they are missing. If the new environment does not render, it is removed.',
    forms: [[{ name: 'NAME', help: 'The name of the environment: lower-case letters, digits and -, at most 42.' }]],
    options: {
      template: {
        type: 'string',
        value: 'NAME',
        choices: templateNames,
        excludes: ['from'],
        help: 'cluster (the default): three zones, Rook, 80 nodes; laptop: one replica of each component, S3 in the cluster.',
      },
      from: {
        type: 'string',
        value: 'ENVIRONMENT',
        suggest: environmentNames,
        help: 'Copy this environment instead of a template.',
      },
      cluster: {
        type: 'string',
        value: 'NAME',
        help: 'The external label of its series, which can never change. Default: the name of the environment.',
      },
      series: {
        type: 'string',
        value: 'COUNT',
        help: 'Active series of one Prometheus replica, such as 750k or 3M, from which memory, processors and volumes follow. Default: the sizes of the template or the copied environment.',
      },
      retention: {
        type: 'string',
        value: 'DURATION',
        help: 'How long its compactor keeps blocks: 30d, or raw=30d,5m=180d,1h=2y. Older blocks in its bucket are deleted. Default: that of the template; a copy asks in a terminal, and otherwise keeps all blocks (0d).',
      },
      'dry-run': dryRunOption,
      root: scriptRootOption,
    },
    examples: [
      { args: 'us-1', help: 'From the template cluster.' },
      { args: 'us-1 --series 3M', help: 'The same for three million series.' },
      { args: 'us-2 --from us-1', help: 'A copy of us-1.' },
      { args: 'us-2 --from us-1 --retention 400d', help: 'A copy of us-1 that keeps blocks for 400 days.' },
    ],
  },
  async ({ positionals: [name = ''], options }) => {
    const root = repositoryRoot(options.root)
    requireName(root, name)
    const cluster = options.cluster ?? name
    requireFormat('--cluster', cluster, clusterName)
    requireSeries(options.series)
    const source = sourceOf(root, options.template ?? 'cluster', options.from)
    const choice = {
      name,
      source: { title: source.title, retention: retentionIn(settingsOf(source)) },
      isCopy: options.from !== undefined,
      option: options.retention,
      ask: options['dry-run'] ? undefined : terminalQuestion(),
    }
    if (choice.isCopy) requireNoRetentionPatch(source)
    const retention = await chooseRetention(choice)
    const note = retentionNote(choice, retention)
    const environment = { root, name, cluster, source, retention, series: options.series }
    const missing = sharedFiles.filter((file) => !entryExists(join(root, 'environments', file)))
    if (options['dry-run']) {
      for (const file of [...missing, ...filesOf(source).map((file) => `${name}/${file}`)])
        console.log(`would write environments/${file}`)
      console.log(note)
      return 0
    }
    await create(environment, missing, note)
    return 0
  },
)

/**
 * @param missing files for all environments that do not exist yet
 * @param note what its compactor deletes
 */
async function create(environment: NewEnvironment, missing: readonly string[], note: string): Promise<void> {
  const { root, name } = environment
  mkdirSync(join(root, 'environments'), { recursive: true })
  for (const file of missing) cpSync(join(templates, file), join(root, 'environments', file))
  writeEnvironment(environment)
  try {
    console.log(`${await renderNew(environment)}\n\n${note}\n\n${nextSteps(environment, missing)}`)
  } catch (error) {
    for (const file of [name, ...missing]) rmSync(join(root, 'environments', file), { recursive: true })
    throw error
  }
}

function requireName(root: string, name: string): void {
  if (!environmentName.pattern.test(name))
    throw failure(
      'usage-error',
      `${name} is not a valid name of an environment: it becomes part of names in Kubernetes.`,
      `Use ${environmentName.description}.`,
    )
  if (entryExists(join(root, 'environments', name)))
    throw failure('usage-error', `environments/${name} exists already.`, 'Choose another name.')
}

function requireSeries(series: string | undefined): void {
  const count = series === undefined ? 1 : parseCount(series)
  if (count === undefined || count < 1)
    throw failure(
      'usage-error',
      `--series takes a number such as 750k or 3M, not ${JSON.stringify(series)}.`,
      'For example: --series 3M',
    )
}

function sourceOf(root: string, template: string, from: string | undefined): Source {
  if (from === undefined)
    return { title: `the template ${template}`, folder: join(templates, 'environments', template) }
  chooseEnvironments(root, [from])
  return { title: from, folder: join(root, 'environments', from) }
}

const settingsOf = ({ folder }: Source): string => readFileSync(join(folder, 'environment.yaml'), 'utf8')

/** The copy of such a patch would decide what is deleted, and not `retention` of the new environment. */
function requireNoRetentionPatch(source: Source): void {
  for (const file of filesOf(source).filter((one) => one.startsWith('patches'))) {
    const lines = readFileSync(join(source.folder, file), 'utf8').split('\n')
    const line = lines.findIndex((text) => /^[^#]*--retention\.resolution-/.test(text))
    if (line >= 0)
      throw failure(
        'usage-error',
        `environments/${source.title}/${file}:${line + 1}: ${source.title} sets its retention by a patch, which the copy would delete blocks by.`,
        `Set retention in environments/${source.title}/environment.yaml, remove the operations on --retention.resolution-raw, -5m and -1h, and create the copy again.`,
      )
  }
}

const filesOf = ({ folder }: Source): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((file) => !notCopied.includes(file.split(/[/\\]/)[0]!))
    .sort()

/** The folder appears when it is complete: a render at the same time must not find a part of it. */
function writeEnvironment({ root, name, cluster, source, series, retention }: NewEnvironment): void {
  const settings = settingsOf(source)
  if (!/^cluster: /m.test(settings))
    throw failure(
      'usage-error',
      `The environment.yaml of ${source.title} has no line that begins with cluster:.`,
      'Write cluster: at the beginning of a line, or copy another environment.',
    )
  const comment = `# yaml-language-server: $schema=environment.schema.json\n# ${name}: copied from ${source.title}. Describe what the cluster is for and how large it is.\n`
  const body = settings
    .replace(/^(#.*\n)+/, '')
    // The new cluster has no objects of an earlier namespace.
    .replace(/^formerNamespaces:.*\n([ -].*\n)*/m, '')
    .replace(/^cluster: .*$/m, () => `cluster: ${stringify(cluster).trim()}`)
  const staging = mkdtempSync(join(root, 'environments', '.new-'))
  try {
    for (const file of filesOf(source)) cpSync(join(source.folder, file), join(staging, file), { recursive: true })
    writeFileSync(join(staging, 'environment.yaml'), comment + withRetention(withSeries(body, series), retention))
    if (series !== undefined) removeSizes(staging)
    renameSync(staging, join(root, 'environments', name))
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    throw error
  }
}

/** The settings with the number of series instead of another size. */
function withSeries(settings: string, series: string | undefined): string {
  if (series === undefined) return settings
  return settings
    .replace(/^size:.*\n( .*\n)*/m, '')
    .replace(/^cluster: .*\n/m, (line) => `${line}size: {series: ${series}}\n`)
}

/** Removes the sizes of another load. `size` writes those of the new one. */
function removeSizes(environment: string): void {
  const patches = join(environment, 'patches')
  for (const name of entryExists(patches) ? readdirSync(patches) : []) {
    const file = join(patches, name)
    const content = name === 'size.yaml' ? undefined : withoutSizeOperations(name, readFileSync(file, 'utf8'))
    if (content === undefined) rmSync(file)
    else writeFileSync(file, content)
  }
}

/** Returns what render printed. */
async function renderNew({ root, name, source, series }: NewEnvironment): Promise<string> {
  const command = (...args: readonly string[]) =>
    $({ nothrow: true, quiet: true, cwd: root })`${process.execPath} packages/cli/bin.mjs ${args}`
  const rendered = await command('render', name)
  const last = series === undefined || rendered.exitCode !== 0 ? rendered : await command('size', '--write', name)
  if (last.exitCode === 0) return rendered.stdout.trim()
  throw failure(
    'render-failed',
    `The copy of ${source.title} does not render and was removed.`,
    'Fix the problems that render reports.',
    last.stderr.trim(),
  )
}

function nextSteps({ root, name, series }: NewEnvironment, created: readonly string[]): string {
  const settings = readFileSync(join(root, 'environments', name, 'environment.yaml'), 'utf8')
  // Each cluster has one tool: bootstrap must get the choice where the environment leaves it open.
  const tool = /^delivery: both$/m.test(settings) ? ' --tool argo-cd|flux' : ''
  const steps = [
    ...(created.includes('delivery.yaml')
      ? ['environments/delivery.yaml: set repository, the address of this repository']
      : []),
    `environments/${name}/environment.yaml: set the comment, kubernetesVersion, objectStorage, delivery and alerting`,
    `environments/${name}/patches/: set replicas${series === undefined ? ` and sizes, or set size in environment.yaml and run npx thanos-gitops size --write ${name}` : ''}`,
    `environments/${name}/exceptions.yaml: list what the cluster has although no manifest creates it, such as its storage class`,
    `npx nx render ${name} && npx nx check ${name}, then commit and open a pull request`,
    `After the merge: npm run bootstrap -- ${name} --context CONTEXT${tool}`,
  ]
  return `Next:\n${steps.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}`
}

if (import.meta.main) await runScript(newEnvironment)
