// Folders that a tool renders, recognized by a file in them.

import { posix } from 'node:path'

/** A folder whose files are the input of a tool. */
export interface SourceFolder {
  /** The folder, relative to the working directory or absolute; `.` is the working directory. */
  readonly folder: string
  /** Such as `is a Helm chart`, and the plural. */
  readonly what: readonly [one: string, many: string]
  /** The command that prints manifests. */
  readonly render: string
}

interface SourceTool {
  readonly isMarker: (file: string) => boolean
  readonly what: SourceFolder['what']
  readonly render: (folder: string) => string
  /** The files and folders of the folder that contain no manifests. */
  readonly isInput: (path: string) => boolean
}

/** The tools of which one file shows that a folder is their input. kustomize is in `kustomization.ts`. */
const tools: readonly SourceTool[] = [
  {
    isMarker: (file) => file === 'Chart.yaml',
    what: ['is a Helm chart', 'are Helm charts'],
    render: (folder) => `helm template ${folder}`,
    // Helm applies the definitions in crds as they are.
    isInput: (path) => !path.startsWith('crds/'),
  },
  {
    isMarker: (file) => file === 'environment.yaml',
    what: ['contains the sources of an environment', 'contain the sources of environments'],
    render: (folder) => `npx thanos-gitops render ${posix.basename(folder)} && cat ${folder}/manifests/*.yaml`,
    isInput: (path) => !/^(manifests|delivery)\//.test(path),
  },
  {
    isMarker: (file) => /^helmfile\.ya?ml(\.gotmpl)?$/.test(file),
    what: ['is the input of helmfile', 'are the input of helmfile'],
    render: (folder) => `helmfile template --file ${folder}/helmfile.yaml`,
    isInput: (path) => /^(helmfile\.|values|environments\/)/.test(path),
  },
  {
    isMarker: (file) => /\.(jsonnet|libsonnet)$/.test(file),
    what: ['contains jsonnet', 'contain jsonnet'],
    render: (folder) => `jsonnet -J vendor -y ${folder}/main.jsonnet`,
    isInput: (path) => /^(jsonnetfile(\.lock)?\.json$|vendor\/)/.test(path),
  },
  {
    isMarker: (file) => file === 'cdk8s.yaml',
    what: ['is a cdk8s application', 'are cdk8s applications'],
    render: (folder) => `(cd ${folder} && cdk8s synth --stdout)`,
    isInput: (path) => path === 'cdk8s.yaml',
  },
]

/** The tools of a folder, by the names of its files, and which paths below it are their input. */
export const sourcesOf = (
  folder: string,
  files: readonly string[],
): readonly (SourceFolder & { readonly isInput: (path: string) => boolean })[] =>
  tools
    .filter(({ isMarker }) => files.some(isMarker))
    .map(({ what, render, isInput }) => ({ folder, what, render: render(folder), isInput }))
