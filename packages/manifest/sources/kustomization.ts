import { posix } from 'node:path'
import { isObject } from '../json.ts'
import { readStream } from '../yaml/kubernetes-stream.ts'

/** The names of the files that kustomize reads in a folder. */
export const isKustomizationFile = (name: string): boolean => /^(kustomization\.ya?ml|Kustomization)$/.test(name)

/** What a kustomization does with the files that it names. */
export interface Kustomization {
  /** Whether it only lists manifests, so that they are what is applied. */
  readonly isList: boolean
  /** Whether it is a part that kustomizations include. */
  readonly isComponent: boolean
  /** The local files and folders that it reads, in the form of the folder's path. */
  readonly inputs: readonly string[]
}

/** The fields that leave manifests as they are. The namespace is set in objects without one, which checks allow. */
const listFields = new Set(['apiVersion', 'kind', 'metadata', 'resources', 'namespace'])

/** @param folder of the kustomization, to which its paths are relative */
export function readKustomization(folder: string, content: string): Kustomization {
  const value = readStream('', content).documents[0]?.value
  if (!isObject(value)) return { isList: false, isComponent: false, inputs: [] }
  const paths = [...pathsIn(value)]
  const isComponent = value.kind === 'Component'
  const isRemote = paths.some((path) => path.includes('://') || /^[\w.-]+@|\?ref=|^github\.com\//.test(path))
  return {
    isComponent,
    isList: !isRemote && !isComponent && Object.keys(value).every((field) => listFields.has(field)),
    inputs: paths.map((path) => posix.normalize(posix.join(folder, path)).replace(/\/$/, '')),
  }
}

/** The fields that name files and folders: in a list, or in the objects of a list. */
const listsOfPaths = [
  ...['resources', 'bases', 'components', 'crds', 'configurations', 'generators', 'transformers', 'validators'],
  ...['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements', 'openapi'],
  ...['configMapGenerator', 'secretGenerator', 'helmCharts'],
]
const pathFields = ['path', 'files', 'file', 'envs', 'env', 'valuesFile', 'additionalValuesFiles']

function* pathsIn(kustomization: Readonly<Record<string, unknown>>): Generator<string> {
  for (const field of listsOfPaths)
    for (const entry of [kustomization[field]].flat())
      if (isObject(entry)) for (const name of pathFields) yield* [entry[name]].flat().filter(isPath).map(withoutKey)
      else if (isPath(entry)) yield entry
}

/** A patch can also be an inline document. */
const isPath = (value: unknown): value is string => typeof value === 'string' && value !== '' && !value.includes('\n')

/** A generator can name the key of a file: `prometheus.yaml=config/prometheus.yaml`. */
const withoutKey = (path: string): string => path.replace(/^[^=/]*=/, '')
