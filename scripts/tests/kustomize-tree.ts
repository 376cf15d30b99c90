import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatPointer, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import {
  applyOperation,
  type Operation,
  type Patch,
  type RenderedEnvironment,
  resolvePath,
  withReplicas,
  writeDocuments,
} from '@thanos-gitops/render'
import { stringify } from 'yaml'

// The input of kustomize comes from the package `yaml`, not from the writer under test. kustomize reads YAML 1.1.
export const yaml = (value: unknown): string =>
  stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false })

/**
 * Writes an environment as a kustomize tree: the base's objects as YAML, and an overlay with the patches as JSON 6902
 * with plain paths and the image overrides. kustomize cannot patch into a document of a ConfigMap: such an operation
 * is replaced by one that sets the whole document. It cannot refer to a number of replicas either: the base has the
 * numbers after all patches.
 * @param isIncluded whether the tree contains an object. A patch needs its target. Default: all objects
 */
export function writeKustomizeTree(
  folder: string,
  { environment, manifests, targets }: RenderedEnvironment,
  patches: readonly Patch[],
  isIncluded: (object: KubernetesObject) => boolean = () => true,
): void {
  const objects = withReplicas(
    targets.map(({ object }) => object),
    manifests.map(({ object }) => object),
  ).filter(isIncluded)
  writeBase(join(folder, 'base'), objects.map(writeDocuments))
  const overlay = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['../base'],
    images: environment.images,
    patches: patches.map(({ target, operations }) => {
      const object = objects.find((candidate) => labelOf(candidate) === `${target.kind}/${target.name}`)!
      return { target: { kind: target.kind, name: target.name }, patch: yaml(plainOperations(object, operations)) }
    }),
  }
  mkdirSync(join(folder, 'overlay'), { recursive: true })
  writeFileSync(join(folder, 'overlay/kustomization.yaml'), yaml(overlay))
}

/** The YAML of objects by their JSON: most objects are equal in many trees. */
const known = new Map<string, string>()

function yamlOf(object: KubernetesObject): string {
  const key = JSON.stringify(object)
  const text = known.get(key) ?? yaml(object)
  known.set(key, text)
  return text
}

export function writeBase(folder: string, objects: readonly KubernetesObject[]): void {
  mkdirSync(folder, { recursive: true })
  const files = objects.map((object) => ({ file: fileOf(object), object }))
  for (const { file, object } of files) writeFileSync(join(folder, file), yamlOf(object))
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    yaml({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: files.map(({ file }) => file),
    }),
  )
}

const fileOf = ({ kind, metadata: { name, namespace = '' } }: KubernetesObject): string =>
  `${name}.${kind.toLowerCase()}.${namespace}.yaml`

/** The operations without list steps, as kustomize accepts them. */
export function plainOperations(object: KubernetesObject, operations: readonly Operation[]): unknown[] {
  let current: unknown = object
  return operations.map((operation) => {
    const { op } = operation
    const steps = (path: readonly string[], mayAdd: boolean): readonly string[] => {
      const resolved = resolvePath(current, path, mayAdd)
      if (!('steps' in resolved)) throw new Error(resolved.message)
      return resolved.steps
    }
    const path = steps(operation.path, op !== 'remove' && op !== 'replace' && op !== 'test')
    const from = operation.from && steps(operation.from, false)
    const value = 'value' in operation ? { value: operation.value } : {}
    current = applyOperation(current, { op, path, ...(from ? { from } : {}), ...value })
    if (object.kind === 'ConfigMap' && path[0] === 'data' && path.length > 2) {
      const text = (writeDocuments(current as KubernetesObject) as unknown as { data: Record<string, string> }).data[
        path[1]!
      ]
      return { op: 'replace', path: formatPointer(path.slice(0, 2)), value: text }
    }
    return { op, path: formatPointer(path), ...(from ? { from: formatPointer(from) } : {}), ...value }
  })
}
