// The source files of a new environment: those of a template or of another environment, with settings of its own.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { entryExists, environmentName } from '@thanos-gitops/manifest'
import { isLeftover } from '@thanos-gitops/render'
import { withoutSizeOperations } from '@thanos-gitops/render/edit'
import { environmentSchemaFile, patchesSchemaFile } from '@thanos-gitops/render/editor-schema'
import { parseCount } from '@thanos-gitops/workloads/sizing'
import { stringify } from 'yaml'
import { failure } from '../failure.ts'
import { type Retention, withRetention } from './retention.ts'

const templates = join(import.meta.dirname, '../templates')

export const templateNames = async (): Promise<readonly string[]> => readdirSync(join(templates, 'environments')).sort()

/** For all environments: written if they are missing. */
export const sharedFiles = ['policy.yaml', 'delivery.yaml'] as const
export type SharedFile = (typeof sharedFiles)[number]

export const sharedTemplate = (file: SharedFile): string => readFileSync(join(templates, file), 'utf8')

export const missingSharedFiles = (root: string): readonly SharedFile[] =>
  sharedFiles.filter((file) => !entryExists(join(root, 'environments', file)))

/** What `render` writes, and what belongs to one environment alone. */
const notCopied = [
  'manifests',
  '.rendered.sha256',
  'manifests.sha256',
  'delivery',
  patchesSchemaFile,
  environmentSchemaFile,
  'removals.yaml',
]

/** Where the files of a new environment come from. */
export interface Source {
  /** For messages. */
  readonly title: string
  readonly folder: string
}

export const templateSource = (template: string): Source => ({
  title: `the template ${template}`,
  folder: join(templates, 'environments', template),
})

/** The contents of files by their paths in the folder of an environment. */
export type SourceFiles = ReadonlyMap<string, string>

export interface NewEnvironment {
  readonly name: string
  readonly cluster: string
  readonly source: Source
  /** The number of active series, as it is typed, from which the sizes follow. Undefined: the sizes of the source. */
  readonly series: string | undefined
  readonly retention: Retention
}

/** @throws Failure if no environment can have this name, or one has it already */
export function requireName(root: string, name: string): void {
  requireEnvironmentName(name)
  const folder = join(root, 'environments', name)
  if (entryExists(folder) && !isLeftover(folder))
    throw failure('usage-error', `environments/${name} exists already.`, 'Choose another name.')
}

export function requireEnvironmentName(name: string): void {
  if (!environmentName.pattern.test(name))
    throw failure(
      'usage-error',
      `${name} is not a valid name of an environment: it becomes part of names in Kubernetes.`,
      `Use ${environmentName.description}.`,
    )
}

export function requireSeries(series: string | undefined): void {
  const count = series === undefined ? 1 : parseCount(series)
  if (count === undefined || count < 1)
    throw failure(
      'usage-error',
      `--series takes a number such as 750k or 3M, not ${JSON.stringify(series)}.`,
      'For example: --series 3M',
    )
}

/** The paths of the files that a new environment copies, sorted. */
export const pathsOf = ({ folder }: Source): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((file) => !notCopied.includes(file.split(/[/\\]/)[0]!))
    .sort()

export const settingsOf = ({ folder }: Source): string => readFileSync(join(folder, 'environment.yaml'), 'utf8')

export function newEnvironmentFiles(environment: NewEnvironment): SourceFiles {
  const { source, series } = environment
  const settings = newSettings(environment)
  const copied = pathsOf(source).flatMap((file) => {
    const content = readFileSync(join(source.folder, file), 'utf8')
    const kept = series !== undefined && /^patches[/\\]/.test(file) ? withoutSizes(file, content) : content
    return kept === undefined ? [] : [[file, kept] as const]
  })
  return new Map([...copied, ['environment.yaml', settings]])
}

function newSettings({ name, cluster, source, series, retention }: NewEnvironment): string {
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
  return comment + withRetention(withSeries(body, series), retention)
}

/** The settings with the number of series instead of another size. */
function withSeries(settings: string, series: string | undefined): string {
  if (series === undefined) return settings
  const line = `size: {series: ${series}}\n`
  const own = /^size:.*\n( .*\n)*/m
  return own.test(settings) ? settings.replace(own, line) : settings.replace(/^cluster: .*\n/m, (one) => one + line)
}

/** A file without the sizes of another load, or undefined if nothing is left. `size` writes those of the new one. */
function withoutSizes(file: string, content: string): string | undefined {
  const name = file.slice('patches/'.length)
  return name === 'size.yaml' ? undefined : withoutSizeOperations(name, content)
}

/** The folder appears when it is complete: a render at the same time must not find a part of it. */
export function writeEnvironment(root: string, name: string, files: SourceFiles): void {
  const staging = mkdtempSync(join(root, 'environments', '.new-'))
  try {
    for (const [file, content] of files) {
      mkdirSync(dirname(join(staging, file)), { recursive: true })
      writeFileSync(join(staging, file), content)
    }
    const folder = join(root, 'environments', name)
    if (isLeftover(folder)) rmSync(folder, { recursive: true })
    renameSync(staging, folder)
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    throw error
  }
}
