// A new environment: the files of a template or of another environment, under a name of its own, rendered.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { readOptionalFile } from '@thanos-gitops/manifest'
import { chooseEnvironments, clusterName, ringsFile } from '@thanos-gitops/render'
import { failure } from './failure.ts'
import {
  missingSharedFiles,
  type NewEnvironment,
  newEnvironmentFiles,
  pathsOf,
  requireName,
  requireSeries,
  type SharedFile,
  type Source,
  settingsOf,
  sharedTemplate,
  templateNames,
  templateSource,
  writeEnvironment,
} from './new-environment/files.ts'
import { chooseRetention, retentionIn, retentionNote } from './new-environment/retention.ts'
import { thanosGitops } from './new-environment/thanos-gitops.ts'
import { environmentNames, repositoryRoot, requireFormat, scriptRootOption } from './script-options.ts'
import { terminalQuestion } from './terminal-question.ts'

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
      source: { title: source.title, retention: retentionIn(settingsOf(source), layerSettings(root)) },
      isCopy: options.from !== undefined,
      option: options.retention,
      ask: options['dry-run'] ? undefined : terminalQuestion(),
    }
    if (choice.isCopy) requireNoRetentionPatch(source)
    const retention = await chooseRetention(choice)
    const note = retentionNote(choice, retention)
    const environment = { name, cluster, source, retention, series: options.series }
    const missing = missingSharedFiles(root)
    if (options['dry-run']) {
      for (const file of [...missing, ...pathsOf(source).map((file) => `${name}/${file}`)])
        console.log(`would write environments/${file}`)
      console.log(note)
      return 0
    }
    await create(root, environment, missing, note)
    return 0
  },
)

/** The content of `layer.yaml`, which a copy shares with its original. */
const layerSettings =
  (root: string) =>
  (layer: string): string | undefined =>
    readOptionalFile(root, `environments/layers/${layer}/layer.yaml`)

/**
 * @param missing files for all environments that do not exist yet
 * @param note what its compactor deletes
 */
async function create(
  root: string,
  environment: NewEnvironment,
  missing: readonly SharedFile[],
  note: string,
): Promise<void> {
  const { name } = environment
  mkdirSync(join(root, 'environments'), { recursive: true })
  for (const file of missing) writeFileSync(join(root, 'environments', file), sharedTemplate(file))
  writeEnvironment(root, name, newEnvironmentFiles(environment))
  try {
    console.log(`${await renderNew(root, environment)}\n\n${note}\n\n${nextSteps(root, environment, missing)}`)
  } catch (error) {
    for (const file of [name, ...missing]) rmSync(join(root, 'environments', file), { recursive: true })
    throw error
  }
}

function sourceOf(root: string, template: string, from: string | undefined): Source {
  if (from === undefined) return templateSource(template)
  chooseEnvironments(root, [from])
  return { title: from, folder: join(root, 'environments', from) }
}

/** The copy of such a patch would decide what is deleted, and not `retention` of the new environment. */
function requireNoRetentionPatch(source: Source): void {
  for (const file of pathsOf(source).filter((one) => one.startsWith('patches'))) {
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

/** Returns what render printed. */
async function renderNew(root: string, { name, source, series }: NewEnvironment): Promise<string> {
  const rendered = await thanosGitops(root, 'render', name)
  const last =
    series === undefined || rendered.exitCode !== 0 ? rendered : await thanosGitops(root, 'size', '--write', name)
  if (last.exitCode === 0) return rendered.stdout.trim()
  throw failure(
    'render-failed',
    `The copy of ${source.title} does not render and was removed.`,
    'Fix the problems that render reports.',
    last.stderr.trim(),
  )
}

function nextSteps(root: string, { name, series }: NewEnvironment, created: readonly string[]): string {
  const settings = readFileSync(join(root, 'environments', name, 'environment.yaml'), 'utf8')
  // Each cluster has one tool: bootstrap must get the choice where the environment leaves it open.
  const tool = /^delivery: both$/m.test(settings) ? ' --tool argo-cd|flux' : ''
  const steps = [
    ...(created.includes('delivery.yaml')
      ? ['environments/delivery.yaml: set repository, the address of this repository']
      : []),
    `environments/${name}/environment.yaml: set the comment, kubernetesVersion, objectStorage, delivery and alerting`,
    ...(existsSync(join(root, ringsFile))
      ? [`environments/${name}/environment.yaml: set ring, a name in ${ringsFile}`]
      : []),
    `environments/${name}/patches/: set replicas${series === undefined ? ` and sizes, or set size in environment.yaml and run npx thanos-gitops size --write ${name}` : ''}`,
    `environments/${name}/exceptions.yaml: list what the cluster has although no manifest creates it, such as its storage class`,
    `npx nx render ${name} && npx nx check ${name}, then commit and open a pull request`,
    `After the merge: npm run bootstrap -- ${name} --context CONTEXT${tool}`,
  ]
  return `Next:\n${steps.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}`
}

if (import.meta.main) await runScript(newEnvironment)
