import { readdirSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { Failure, type Finding } from '@thanos-gitops/manifest'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { findKubeconform } from './kubeconform/find.ts'
import { type KubeconformResult, runKubeconform } from './kubeconform/run.ts'
import { kubeconformSchemas } from './kubeconform/schemas.ts'
import { emptyFile, type ValidatedFile, validateFile } from './validate-file.ts'

export interface ValidatedEnvironment {
  readonly name: string
  /** Minor version, such as `1.36`. */
  readonly kubernetesVersion: string
  /** The folder of its manifests, absolute or from the root. */
  readonly directory: string
}

export interface ValidateOptions {
  readonly root: string
  readonly environments: readonly ValidatedEnvironment[]
  /** Fail where kubeconform can not be had, instead of checking the same schemas in this process. */
  readonly requireKubeconform?: boolean
  /** For tests: `findKubeconform` otherwise. */
  readonly kubeconform?: { readonly tool: string | undefined; readonly notes: readonly string[] }
}

export interface Validation {
  readonly findings: readonly Finding[]
  readonly summary: {
    readonly engine: 'kubeconform' | 'in-process'
    readonly files: number
    readonly objects: number
    readonly notes: readonly string[]
  }
}

interface ManifestFile {
  readonly path: string
  readonly folder: string
  readonly version: string
  /** From the root, with `/`. */
  readonly file: string
}

/**
 * Validates rendered manifests against the schemas of their environment's Kubernetes version: with kubeconform where it
 * can be had, else in this process. What holds no manifest is a finding; a kind without a schema is one too.
 */
export async function validateManifests(options: ValidateOptions): Promise<Validation> {
  const { root, environments, requireKubeconform = false } = options
  const findings: Finding[] = []
  const files: ManifestFile[] = []
  for (const environment of environments) {
    const found = manifestsOf(root, environment)
    if ('code' in found) findings.push(found)
    else files.push(...found)
  }
  const { tool, notes } = options.kubeconform ?? (await findKubeconform(root))
  if (tool === undefined && requireKubeconform) throw kubeconformMissing(notes)
  const validated = tool === undefined ? files.map(inProcess) : await withKubeconform(root, tool, files)
  return {
    findings: [...findings, ...validated.flatMap((file) => file.findings)],
    summary: {
      engine: tool === undefined ? 'in-process' : 'kubeconform',
      files: files.length,
      objects: validated.reduce((sum, file) => sum + file.objects, 0),
      notes: tool === undefined ? [...notes, 'The same schemas are checked without it.'] : notes,
    },
  }
}

function manifestsOf(
  root: string,
  { name, kubernetesVersion: version, directory }: ValidatedEnvironment,
): ManifestFile[] | Finding {
  const folder = resolve(root, directory)
  const place = { file: fromRoot(root, folder) }
  const problem = (code: string, message: string, remedy: string): Finding => ({
    code,
    severity: 'error',
    message,
    remedy,
    place,
  })
  if (!kubernetesVersions.some((known) => known === version))
    return problem(
      'kubernetes-version-unknown',
      `${name} wants Kubernetes ${version}, of which there are no schemas.`,
      `Choose one of ${kubernetesVersions.join(', ')}, or add it as packages/schemas/README.md says.`,
    )
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    return problem(
      'manifests-missing',
      `${name} has no folder of manifests.`,
      'Render the environment and commit what it writes.',
    )
  // The same files that kubeconform finds in a folder.
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ya?ml|json)$/i.test(file))
    .sort()
  if (found.length === 0)
    return problem(
      'manifests-missing',
      `${name} has no manifests in its folder.`,
      'Render the environment and commit what it writes.',
    )
  return found.map((file) => ({ path: join(folder, file), folder, version, file: fromRoot(root, join(folder, file)) }))
}

const fromRoot = (root: string, path: string): string => relative(root, path).split(sep).join('/')

const inProcess = ({ path, file, version }: ManifestFile): ValidatedFile => validateFile(path, file, version)

/** One process for each Kubernetes version. kubeconform judges; where it refuses a file, this process says why and where. */
async function withKubeconform(root: string, tool: string, files: readonly ManifestFile[]): Promise<ValidatedFile[]> {
  const versions = Map.groupBy(files, ({ version }) => version)
  const runs = [...versions].map(async ([version, ofVersion]) => {
    const results = await runKubeconform(tool, kubeconformSchemas(root, version), [
      ...new Set(ofVersion.map(({ folder }) => folder)),
    ])
    const byFile = Map.groupBy(results, ({ filename }) => filename)
    return ofVersion.map((manifest) => judged(manifest, byFile.get(manifest.path) ?? []))
  })
  return (await Promise.all(runs)).flat()
}

function judged(manifest: ManifestFile, all: readonly KubeconformResult[]): ValidatedFile {
  const results = all.filter(({ status }) => status !== 'empty')
  if (results.length === 0) return { objects: 0, findings: [emptyFile(manifest.file)] }
  const refused = results.filter(({ status }) => status !== 'valid')
  if (refused.length === 0) return { objects: results.length, findings: [] }
  const { findings } = inProcess(manifest)
  const isUnexplained = ({ kind, name }: KubeconformResult): boolean =>
    !findings.some(({ message }) => message.startsWith(`${kind}/${name}`))
  const isExplained = findings.length >= refused.length || findings.some(({ code }) => code === 'manifest-unreadable')
  const rest = isExplained ? [] : refused.filter(isUnexplained)
  return { objects: results.length, findings: [...findings, ...rest.map((result) => asItSays(manifest, result))] }
}

/** For what only kubeconform refuses. */
const asItSays = ({ file }: ManifestFile, { kind, name, status, message }: KubeconformResult): Finding => ({
  code: 'kubeconform',
  severity: 'error',
  message: `kubeconform ${status === 'skipped' ? 'skipped' : 'refuses'} ${kind && name ? `${kind}/${name}` : 'a document'}.`,
  remedy: 'Correct the object of the base or the patch that says so, and render again.',
  place: { file },
  ...(message && { detail: message }),
})

const kubeconformMissing = (notes: readonly string[]): Failure =>
  new Failure({
    code: 'kubeconform-missing',
    severity: 'error',
    message: 'kubeconform is required and can not be had.',
    remedy: 'Put kubeconform or Go on PATH.',
    ...(notes.length > 0 && { detail: notes.join('\n') }),
  })
