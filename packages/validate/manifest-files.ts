import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Finding, pathFrom } from '@thanos-gitops/manifest'
import { manifestFiles, statsOfPath } from '@thanos-gitops/manifest/read'
import { requireManifests } from '@thanos-gitops/manifest/sources'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { type ReadFile, readBytes, readObjects } from './manifest-objects.ts'

/** The rendered manifests of an environment, or a part of them. */
export interface ValidatedEnvironment {
  readonly name: string
  /** Minor version, such as `1.36`. */
  readonly kubernetesVersion: string
  /** The folder of its manifests, absolute or relative to the root. */
  readonly directory: string
}

/** Files and folders of any origin. */
export interface ValidatedPaths {
  /** Relative to the root; `-` is `stdin`. */
  readonly paths: readonly string[]
  readonly kubernetesVersion: string
  readonly stdin?: Uint8Array | undefined
}

export interface ManifestFile extends ReadFile {
  /** In findings: relative to the root, with `/`. */
  readonly file: string
  /** The absolute path, if kubeconform can read it. */
  readonly path: string | undefined
  /** What kubeconform gets: the folder of an environment, or the file. */
  readonly target: string
  /** The name of the environment, or the paths. */
  readonly group: string
  readonly version: string
  /** Whether it comes from another project, whose CRDs may be anywhere. */
  readonly isForeign: boolean
}

export interface FoundFiles {
  readonly files: readonly ManifestFile[]
  readonly findings: readonly Finding[]
}

export function filesOfEnvironment(
  root: string,
  { name, kubernetesVersion: version, directory }: ValidatedEnvironment,
): FoundFiles {
  const folder = resolve(root, directory)
  const place = { file: pathFrom(root, folder) }
  const problem = (code: string, message: string, remedy: string): FoundFiles => ({
    files: [],
    findings: [{ code, severity: 'error', message, remedy, place }],
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
      `Render it first: npx thanos-gitops render ${name}`,
    )
  // kubeconform selects the same files.
  const { files, findings } = manifestFiles(folder, place.file)
  if (files.length === 0 && findings.length === 0)
    return problem(
      'manifests-missing',
      `${name}: the folder of manifests is empty.`,
      `Render it first: npx thanos-gitops render ${name}`,
    )
  return {
    files: files.map((file) =>
      fileAt(root, join(folder, file), { target: folder, group: name, version, isForeign: false }),
    ),
    findings,
  }
}

/** @throws Failure for a path that does not exist, and if nothing but sources was named that were not rendered */
export function filesOfPaths(root: string, { paths, kubernetesVersion: version, stdin }: ValidatedPaths): FoundFiles {
  const group = paths.join(' ')
  const sources = requireManifests(paths, root, 'npx thanos-gitops validate')
  const found = paths.map((path): FoundFiles => {
    if (path === '-') return { files: [streamOf('-', stdin ?? new Uint8Array(), group, version)], findings: [] }
    const absolute = resolve(root, path)
    const stats = statsOfPath(absolute, path)
    if (!stats.isDirectory() && !stats.isFile())
      return { files: [streamOf(path, readFileSync(absolute), group, version)], findings: [] }
    if (stats.isFile())
      return {
        files: sources.isNoManifest(absolute)
          ? []
          : [fileAt(root, absolute, { target: absolute, group, version, isForeign: true })],
        findings: [],
      }
    const { files, findings } = manifestFiles(absolute, path, { skipsHidden: true })
    return {
      files: files
        .map((file) => join(absolute, file))
        .filter((at) => !sources.isNoManifest(at))
        .map((at) => fileAt(root, at, { target: at, group, version, isForeign: true })),
      findings: files.length + findings.length === 0 ? [noManifest(path)] : findings,
    }
  })
  return {
    files: found.flatMap(({ files }) => files),
    findings: [...sources.findings, ...found.flatMap(({ findings }) => findings)],
  }
}

const noManifest = (path: string): Finding => ({
  code: 'manifests-missing',
  severity: 'error',
  message: `${path} has no .yaml, .yml or .json file.`,
  remedy: 'Name the folder that contains the manifests.',
  place: { file: path },
})

function fileAt(
  root: string,
  path: string,
  rest: Pick<ManifestFile, 'target' | 'group' | 'version' | 'isForeign'>,
): ManifestFile {
  const file = pathFrom(root, path)
  return { ...rest, ...readObjects(path, file), file, path: isRegular(path) ? path : undefined }
}

function streamOf(file: string, bytes: Uint8Array, group: string, version: string): ManifestFile {
  return { ...readBytes(bytes, file), file, path: undefined, target: file, group, version, isForeign: true }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}

/** kubeconform waits for the content of a named pipe. This process reports a file that is not regular. */
function isRegular(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
