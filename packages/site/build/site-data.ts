// Collects environments into the data of a site.
import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import type { SiteChanges, SiteChecks, SiteEnvironment, SiteInput } from '../model.ts'
import type {
  ObjectVersions,
  Overview,
  StoredChecks,
  StoredComponent,
  StoredEnvironment,
  StoredObject,
  StoredPicture,
} from '../stored.ts'
import { componentsOf } from './components.ts'
import { interned } from './interned.ts'
import { type VersionsBuilder, versionsBuilder } from './object-versions.ts'
import { pictureOf } from './picture.ts'

/** The overview, and the values of the other files by their names. */
export interface SiteData {
  readonly overview: Overview
  readonly files: ReadonlyMap<string, unknown>
}

export interface SiteCollector {
  /** The environment is not kept: its objects are stored as lines that environments share. */
  add(environment: SiteEnvironment): void
  finish(input: SiteInput, checks?: SiteChecks, changes?: SiteChanges): SiteData
}

interface CollectedObject {
  readonly stored: Omit<StoredObject, 'versions' | 'chunk'>
  readonly versions: VersionsBuilder
}

export function siteCollector(): SiteCollector {
  const objects = interned<CollectedObject>()
  const components = interned<StoredComponent>()
  const pictures = interned<StoredPicture>()
  const environments: Omit<StoredEnvironment, 'errors' | 'warnings'>[] = []
  return {
    add(site) {
      const { environment, manifests, topology, capacity, pin } = site
      const versions: number[] = []
      for (const manifest of manifests) {
        const stored = storedObject(manifest.object, manifest.file, environment.namespace)
        const { kind, apiVersion, name, namespace = '' } = stored
        const number = objects.add(`${groupOf(apiVersion)}/${kind}/${namespace}/${name}`, () => ({
          stored,
          versions: versionsBuilder(),
        }))
        versions[number] = objects.values[number]!.versions.add(manifest, environment.name)
      }
      // Namespaces of environments differ, and pictures do not show them.
      const picture = JSON.stringify(topology).replaceAll(JSON.stringify(environment.namespace).slice(1, -1), '{}')
      environments.push({
        name: environment.name,
        cluster: environment.cluster,
        ...(environment.ring === undefined ? {} : { ring: environment.ring }),
        kubernetesVersion: environment.kubernetesVersion,
        namespace: environment.namespace,
        delivery: environment.delivery,
        objectStorage: environment.objectStorage,
        ...(environment.retention === undefined ? {} : { retention: retentionText(environment.retention) }),
        layers: environment.layers ?? [],
        ...(pin === undefined ? {} : { pin }),
        versions: Array.from(versions, (version = -1) => version),
        components: componentsOf(site).map((component) => components.add(JSON.stringify(component), () => component)),
        picture: pictures.add(picture, () => pictureOf(topology)),
        total: capacity.total.after,
        ...(capacity.total.cost === undefined ? {} : { cost: capacity.total.cost.after }),
      })
    },
    finish(input, checks, changes) {
      const files = new Map<string, unknown>()
      const chunks = chunksOf(objects.values.map(({ versions }) => versions.stored()))
      for (const [number, chunk] of chunks.entries()) files.set(`objects-${number}`, chunk)
      const chunkOf = chunks.flatMap((chunk, number) => chunk.map(() => number))
      if (checks !== undefined) files.set('checks', storedChecks(checks))
      if (changes !== undefined) files.set('changes', changes.document)
      const overview: Overview = {
        ...input,
        environments: environments.map((environment) => ({ ...environment, ...countsOf(environment.name, checks) })),
        objects: objects.values.map(({ stored, versions }, number) => ({
          ...stored,
          versions: versions.count(),
          chunk: chunkOf[number]!,
        })),
        components: components.values,
        pictures: pictures.values,
        ...(checks === undefined
          ? {}
          : {
              checks: {
                ...severities(checks.findings),
                excepted: checks.excepted,
                ran: checks.checks.length,
              },
            }),
        ...(changes === undefined ? {} : { changes: { base: changes.base } }),
      }
      return { overview, files }
    },
  }
}

/** Objects of environments are the same if they differ only by the namespace of the environment, also in their names. */
function storedObject(object: KubernetesObject, file: string, own: string): CollectedObject['stored'] {
  const { name, namespace, labels = {} } = object.metadata
  const stored = withoutNamespace(name, own)
  return {
    kind: object.kind,
    apiVersion: object.apiVersion,
    name: stored,
    ...(namespace === undefined || namespace === own ? {} : { namespace }),
    component: labels['app.kubernetes.io/name'] ?? '',
    file: file.replace(name, stored),
  }
}

/** `{}` takes the place of the namespace at the beginning or at the end of a name. */
function withoutNamespace(name: string, namespace: string): string {
  if (name === namespace) return '{}'
  if (name.startsWith(`${namespace}-`)) return `{}${name.slice(namespace.length)}`
  return name.endsWith(`-${namespace}`) ? `${name.slice(0, -namespace.length)}{}` : name
}

const storedChecks = ({ findings, checks, notes }: SiteChecks): StoredChecks => ({ findings, checks, notes })

const retentionText = (retention: Readonly<Record<string, string>>): string =>
  Object.entries(retention)
    .map(([resolution, duration]) => `${resolution} ${duration}`)
    .join(', ')

const countsOf = (name: string, checks: SiteChecks | undefined): Pick<StoredEnvironment, 'errors' | 'warnings'> =>
  severities((checks?.findings ?? []).filter(({ environments }) => environments.includes(name)))

function severities(findings: SiteChecks['findings']): Pick<StoredEnvironment, 'errors' | 'warnings'> {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return { errors, warnings: findings.length - errors }
}

/** Characters of JSON in a file: a view of one object must not wait for all. */
const chunkSize = 600_000

/** Consecutive objects in groups, each of which becomes one file. */
function chunksOf(objects: readonly ObjectVersions[]): readonly (readonly ObjectVersions[])[] {
  const chunks: ObjectVersions[][] = []
  let size = chunkSize
  for (const object of objects) {
    if (size >= chunkSize) {
      chunks.push([])
      size = 0
    }
    chunks.at(-1)!.push(object)
    size += JSON.stringify(object).length
  }
  return chunks
}
