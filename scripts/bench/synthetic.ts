import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { stringify } from 'yaml'
import { writeBase } from '../tests/kustomize-tree.ts'
import { copyOrLink } from './repository-copy.ts'
import { isWorkload, placeholder, syntheticObjects } from './synthetic-objects.ts'

// Writes the same objects twice: as a TypeScript base with environments, and as a kustomize base with overlays. An overlay patches every tenth object and sets the namespace.

export interface ObjectPatch {
  readonly target: { readonly kind: string; readonly name: string }
  readonly patch: readonly { readonly op: string; readonly path: string; readonly value: unknown }[]
}

function patches(objects: readonly KubernetesObject[], environment: number): readonly ObjectPatch[] {
  return objects
    .filter((object, index) => index % 10 === 0 && isWorkload(object))
    .map(({ kind, metadata: { name } }) => ({
      target: { kind, name },
      patch: [
        { op: 'replace', path: '/spec/replicas', value: 3 + (environment % 3) },
        { op: 'replace', path: '/spec/template/spec/containers/0/resources/limits/memory', value: '1Gi' },
      ],
    }))
}

export interface Tree {
  /** A repository with packages, a base and environments. */
  readonly root: string
  readonly environments: readonly string[]
  /** The folder for `kubectl kustomize`, by environment. */
  readonly overlay: (environment: string) => string
}

const namespaceOf = (environment: number): string => `bench-${environment}`

/** Writes a base of `size` objects and the given number of environments. */
export function writeSynthetic(folder: string, size: number, environments: number): Tree {
  const objects = syntheticObjects(size)
  return writeTree(folder, objects, environments, (index) => ({ patches: patches(objects, index) }))
}

/** An environment that differs from others by its patches, and by lines of `environment.yaml` and of the overlay. */
export interface TreeEnvironment {
  readonly patches: readonly ObjectPatch[]
  readonly settings?: object
  readonly overlay?: object
}

/** @param hasOwnPackages whether the packages are copied in a trial, too */
export function writeTree(
  folder: string,
  objects: readonly KubernetesObject[],
  environments: number,
  environmentAt: (index: number) => TreeEnvironment,
  hasOwnPackages?: boolean,
): Tree {
  const names = Array.from({ length: environments }, (_, index) => `environment-${index}`)
  copyOrLink(join(folder, 'ours'), hasOwnPackages)
  // The bundle of a render records the manifest of the base.
  const manifest = readFileSync(join(folder, 'ours/base/package.json'))
  for (const replaced of ['base', 'environments'])
    rmSync(join(folder, 'ours', replaced), { recursive: true, force: true })
  mkdirSync(join(folder, 'ours/base'))
  writeFileSync(join(folder, 'ours/base/package.json'), manifest)
  writeTypeScriptBase(join(folder, 'ours/base'), objects)
  writeBase(join(folder, 'kustomize/base'), objects)
  names.forEach((name, index) => {
    const { patches: own, settings = {}, overlay = {} } = environmentAt(index)
    writeEnvironment(join(folder, 'ours/environments', name), own, index, settings)
    const kustomization = {
      resources: ['../base'],
      namespace: namespaceOf(index),
      patches: plainPatches(own),
      ...overlay,
    }
    mkdirSync(join(folder, 'kustomize', name), { recursive: true })
    writeFileSync(join(folder, 'kustomize', name, 'kustomization.yaml'), stringify(kustomization))
  })
  return { root: join(folder, 'ours'), environments: names, overlay: (name) => join(folder, 'kustomize', name) }
}

/** As kustomize reads patches: the operations are a string. */
export const plainPatches = (patches: readonly ObjectPatch[]) =>
  patches.map(({ target, patch }) => ({ target, patch: stringify(patch) }))

const objectsInFile = 50

/**
 * Writes objects before and after a change, each side in one file. Workloads get another image, Services another port, ConfigMaps
 * another value.
 *
 * @param every which objects change: 1 is all of them, 11 is every eleventh
 */
export function writeSides(
  folder: string,
  size: number,
  every: number,
): { readonly before: string; readonly after: string } {
  mkdirSync(folder, { recursive: true })
  const [before, after] = ['before.yaml', 'after.yaml'].map((file) => join(folder, file)) as [string, string]
  const objects = syntheticObjects(size)
  const write = (file: string, list: readonly KubernetesObject[]): void =>
    writeFileSync(
      file,
      list
        .map((object) => stringify(object, { version: '1.1' }))
        .join('---\n')
        .replaceAll(placeholder, namespaceOf(0)),
    )
  write(before, objects)
  write(
    after,
    objects.map((object, index) => (index % every === 0 ? changed(object) : object)),
  )
  return { before, after }
}

function changed(object: KubernetesObject): KubernetesObject {
  const copy = structuredClone(object) as unknown as {
    spec?: { ports?: { port: number }[]; template?: { spec: { containers: { image: string }[] } } }
    data?: Record<string, string>
  }
  if (copy.spec?.template) copy.spec.template.spec.containers[0]!.image += '-1'
  if (copy.spec?.ports) copy.spec.ports[0]!.port += 100
  if (copy.data) copy.data.version = '1.11'
  return copy as unknown as KubernetesObject
}

/** Writes a base like one written by hand: files of 50 literals, with the namespace by reference. */
function writeTypeScriptBase(folder: string, objects: readonly KubernetesObject[]): void {
  mkdirSync(folder, { recursive: true })
  const files = Array.from({ length: Math.ceil(objects.length / objectsInFile) }, (_, index) => index)
  for (const file of files) {
    const literals = objects.slice(file * objectsInFile, (file + 1) * objectsInFile)
    const source = JSON.stringify(literals, null, 2).replaceAll(`"${placeholder}"`, 'namespace')
    const imports =
      "import { defineComponent, setting, type KubernetesObject } from '@thanos-gitops/manifest'\n\nconst namespace = setting('namespace')\n"
    writeFileSync(
      join(folder, `part-${file}.ts`),
      `${imports}\nexport default defineComponent('part-${file}', ${source} satisfies KubernetesObject[])\n`,
    )
  }
  const imports = files.map((file) => `import part${file} from './part-${file}.ts'\n`).join('')
  const none = (name: string): string => `${name}: { name: '${name}', objects: [] }`
  const required = files.map((file) => `part${file}`).join(', ')
  writeFileSync(
    join(folder, 'index.ts'),
    `import type { Base } from '@thanos-gitops/manifest'\n${imports}\nexport const base = { required: [${required}], optional: [], objectStorage: { ${none('rook')}, ${none('seaweedfs')} } } satisfies Base\n`,
  )
}

function writeEnvironment(folder: string, list: unknown, index: number, settings: object): void {
  mkdirSync(join(folder, 'patches'), { recursive: true })
  const environment = {
    apiVersion: 'thanos-gitops/v1',
    kind: 'Environment',
    cluster: `cluster-${index}`,
    kubernetesVersion: '1.36',
    namespace: namespaceOf(index),
    delivery: 'flux',
    objectStorage: 'rook',
    ...settings,
  }
  writeFileSync(join(folder, 'environment.yaml'), stringify(environment))
  writeFileSync(join(folder, 'patches/resources.yaml'), stringify(list))
}
