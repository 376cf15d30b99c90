import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Failure, type Finding, pathFrom } from '@thanos-gitops/manifest'
import { manifestFiles } from '@thanos-gitops/manifest/read'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { findKubeconform } from './kubeconform/find.ts'
import { type KubeconformResult, runKubeconform } from './kubeconform/run.ts'
import { kubeconformSchemas } from './kubeconform/schemas.ts'
import { emptyFile, type ValidatedFile, validateFile } from './validate-file.ts'

export interface ValidatedEnvironment {
  readonly name: string
  /** Minor version, such as `1.36`. */
  readonly kubernetesVersion: string
  /** The folder of its manifests, absolute or relative to the root. */
  readonly directory: string
}

export interface ValidateOptions {
  readonly root: string
  readonly environments: readonly ValidatedEnvironment[]
  /** Fail if kubeconform is not available, instead of checking the same schemas in this process. */
  readonly requireKubeconform?: boolean
  /** For tests; defaults to the result of `findKubeconform`. */
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
  /** Relative to the root, with `/`. */
  readonly file: string
}

/**
 * Validates rendered manifests against the schemas of their environment's Kubernetes version: with kubeconform if it is available,
 * otherwise in this process. A file without an object and a kind without a schema are findings.
 *
 * @throws Failure if kubeconform is required but not available, or if it fails
 */
export async function validateManifests(options: ValidateOptions): Promise<Validation> {
  const { root, environments, requireKubeconform = false } = options
  const findings: Finding[] = []
  const files: ManifestFile[] = []
  for (const environment of environments) {
    const found = manifestsOf(root, environment)
    if ('code' in found) findings.push(found)
    else {
      files.push(...found.files)
      findings.push(...found.findings)
    }
  }
  const { tool, notes } = options.kubeconform ?? (await findKubeconform(root))
  if (tool === undefined && requireKubeconform) throw kubeconformMissing(notes)
  const validated =
    tool === undefined || !files.every(isRegular)
      ? files.map(validateInProcess)
      : await validateWithKubeconform(root, tool, files)
  return {
    findings: [...findings, ...validated.flatMap((file) => file.findings)],
    summary: {
      engine: tool === undefined ? 'in-process' : 'kubeconform',
      files: files.length,
      objects: validated.reduce((sum, file) => sum + file.objects, 0),
      notes: tool === undefined ? [...notes, 'The same schemas are checked without kubeconform.'] : notes,
    },
  }
}

function manifestsOf(
  root: string,
  { name, kubernetesVersion: version, directory }: ValidatedEnvironment,
): { readonly files: readonly ManifestFile[]; readonly findings: readonly Finding[] } | Finding {
  const folder = resolve(root, directory)
  const place = { file: pathFrom(root, folder) }
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
      `${name}: there are no schemas of Kubernetes ${version}.`,
      `Choose one of ${kubernetesVersions.join(', ')}, or add the version as described in packages/schemas/README.md.`,
    )
  if (!isFolder(folder))
    return problem(
      'manifests-missing',
      `${name}: the folder of manifests does not exist, or cannot be read.`,
      'Render the environment and commit its manifests.',
    )
  // kubeconform selects the same files.
  const { files, findings } = manifestFiles(folder, place.file)
  if (files.length === 0 && findings.length === 0)
    return problem(
      'manifests-missing',
      `${name}: the folder of manifests is empty.`,
      'Render the environment and commit its manifests.',
    )
  return {
    files: files.map((file) => ({
      path: join(folder, file),
      folder,
      version,
      file: pathFrom(root, join(folder, file)),
    })),
    findings,
  }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}

/** kubeconform waits for the content of a named pipe. This process reports a file that is not regular. */
function isRegular({ path }: ManifestFile): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

const validateInProcess = ({ path, file, version }: ManifestFile): ValidatedFile => validateFile(path, file, version)

/**
 * Runs kubeconform once per Kubernetes version. Its verdict counts. For a file that it refuses, this process finds the fields and
 * their lines.
 */
async function validateWithKubeconform(
  root: string,
  tool: string,
  files: readonly ManifestFile[],
): Promise<ValidatedFile[]> {
  const versions = Map.groupBy(files, ({ version }) => version)
  const runs = [...versions].map(async ([version, ofVersion]) => {
    const results = await runKubeconform(tool, kubeconformSchemas(root, version), [
      ...new Set(ofVersion.map(({ folder }) => folder)),
    ])
    const byFile = Map.groupBy(results, ({ filename }) => filename)
    return ofVersion.map((manifest) => combined(manifest, byFile.get(manifest.path) ?? []))
  })
  return (await Promise.all(runs)).flat()
}

function combined(manifest: ManifestFile, all: readonly KubeconformResult[]): ValidatedFile {
  const results = all.filter(({ status }) => status !== 'empty')
  if (results.length === 0) return { objects: 0, findings: [emptyFile(manifest.file)] }
  const refused = results.filter(({ status }) => status !== 'valid')
  if (refused.length === 0) return { objects: results.length, findings: [] }
  const { findings } = validateInProcess(manifest)
  const hasFinding = ({ kind, name }: KubeconformResult): boolean =>
    findings.some(({ message }) => message.startsWith(`${kind}/${name}`))
  const allHaveFindings = findings.length >= refused.length || findings.some(({ code }) => unreadable.includes(code))
  const withoutFinding = allHaveFindings ? [] : refused.filter((result) => !hasFinding(result))
  return {
    objects: results.length,
    findings: [...findings, ...withoutFinding.map((result) => kubeconformFinding(manifest, result))],
  }
}

/** The codes of files and documents whose objects this process does not see. */
const unreadable: readonly string[] = ['manifest-unreadable', 'merge-conflict', 'file-encoding', 'file-unreadable']

/** A finding for an object that only kubeconform refuses. */
const kubeconformFinding = ({ file }: ManifestFile, { kind, name, status, message }: KubeconformResult): Finding => ({
  code: 'kubeconform',
  severity: 'error',
  message: `kubeconform ${status === 'skipped' ? 'skipped' : 'refuses'} ${kind && name ? `${kind}/${name}` : 'a document'}.`,
  remedy: 'Correct the object in the base or the patch that sets the field, and render again.',
  place: { file },
  ...(message && { detail: message }),
})

const kubeconformMissing = (notes: readonly string[]): Failure =>
  new Failure({
    code: 'kubeconform-missing',
    severity: 'error',
    message: 'kubeconform is required but not available.',
    remedy: 'Install kubeconform or Go, and add it to PATH.',
    ...(notes.length > 0 && { detail: notes.join('\n') }),
  })
