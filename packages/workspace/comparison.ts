import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { StackNames } from '@thanos-gitops/diff'
import {
  type Environment,
  Failure,
  type Finding,
  identityOf,
  type SourcedObject,
  waveAnnotation,
  waves,
} from '@thanos-gitops/manifest'
import { type KnownTexts, readManifests, readManifestText } from '@thanos-gitops/manifest/read'
import { chooseEnvironments, environmentNames, environmentsFolder, manifestsFolder } from '@thanos-gitops/render'
import { type KubernetesVersion, kubernetesVersions } from '@thanos-gitops/schemas'
import { type BaseReader, baseReader } from './base-sources.ts'
import { baseRevision, type Revision, textsAt } from './git.ts'
import { environmentReader } from './sourced-environment.ts'

/** Two sides that are to be compared. */
export interface Sides {
  readonly name: string
  readonly before: readonly SourcedObject[]
  readonly after: readonly SourcedObject[]
  readonly side: 'both' | 'new' | 'gone'
  readonly kubernetesVersion: KubernetesVersion
  readonly delivery: Environment['delivery']
  readonly argoCdApplies: 'server-side' | 'client-side'
  readonly argoCdPrunesLast?: boolean
  readonly names?: StackNames
  readonly declaredRemovals: readonly string[]
}

export interface Comparison {
  readonly sides: readonly Sides[]
  /** What is compared with what, for a heading. */
  readonly base: string
}

/** Two folders or files of Kubernetes YAML, whoever made them. */
export function foldersCompared(
  before: string,
  after: string,
  options: { readonly kubernetesVersion?: KubernetesVersion; readonly delivery?: Environment['delivery'] },
): Comparison {
  const findings: Finding[] = []
  // What is the same text on both sides is one object, read once.
  const known: KnownTexts = new Map()
  const read = (path: string): readonly SourcedObject[] => {
    // An empty folder is a side like another: everything is new, or gone.
    if (existsSync(path) && statSync(path).isDirectory() && readdirSync(path).length === 0) return []
    const found = readManifests([path], { known })
    findings.push(...found.findings.filter(({ severity, code }) => severity === 'error' && code !== 'object-duplicate'))
    // What is there twice is applied twice: the last one stays.
    return [...new Map(found.objects.map((sourced) => [identityOf(sourced.object), sourced])).values()]
  }
  const sides = { before: read(before), after: read(after) }
  if (findings.length > 0) throw new Failure(findings)
  return {
    base: before,
    sides: [
      {
        name: after,
        ...sides,
        side: 'both',
        kubernetesVersion: options.kubernetesVersion ?? kubernetesVersions.at(-1)!,
        delivery: options.delivery ?? 'both',
        argoCdApplies: 'client-side',
        declaredRemovals: [],
      },
    ],
  }
}

/** What stood in an environment at the base. */
interface BaseTree {
  readonly shown: string
  readonly environments: readonly string[]
  /** Undefined where the environment was not there. */
  read(
    name: string,
    now: ReadonlyMap<string, { readonly text: string; readonly objects: readonly SourcedObject[] }>,
  ): readonly SourcedObject[] | undefined
  /** Says who wrote what is read. Absent where only manifests are there. */
  reader?(): Promise<BaseReader | undefined>
}

/** Environments as a render would write them now, against what was committed at the base. */
export async function environmentsCompared(
  root: string,
  asked: readonly string[],
  base: string | undefined,
): Promise<Comparison> {
  const tree =
    base !== undefined && isFolder(base)
      ? folderTree(root, resolve(base))
      : revisionTree(root, baseRevision(root, base))
  const here = environmentNames(root)
  const names =
    asked.length > 0
      ? asked.filter((name, index) => asked.indexOf(name) === index)
      : [...new Set([...here, ...tree.environments])].sort()
  chooseEnvironments(
    root,
    names.filter((name) => here.includes(name) || !tree.environments.includes(name)),
  )
  const read = await environmentReader(root)
  const problems: Finding[] = []
  const sides = names.flatMap((name): readonly Sides[] => {
    if (!here.includes(name)) {
      const before = tree.read(name, new Map()) ?? []
      return [
        {
          name,
          before,
          after: [],
          side: 'gone',
          kubernetesVersion: kubernetesVersions.at(-1)!,
          delivery: 'both',
          argoCdApplies: 'server-side',
          argoCdPrunesLast: true,
          names: namesOf(name),
          declaredRemovals: [],
        },
      ]
    }
    const sourced = read(name)
    if (!('environment' in sourced)) {
      problems.push(...sourced)
      return []
    }
    const { environment, objects, texts } = sourced
    const byFile = Map.groupBy(objects, (object) => object.place('').file)
    const now = new Map([...texts].map(([file, text]) => [file, { text, objects: byFile.get(file) ?? [] }]))
    let before: readonly SourcedObject[] | undefined
    try {
      before = tree.read(name, now)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      problems.push(...error.findings)
    }
    return [
      {
        name,
        before: before ?? [],
        after: objects,
        side: before === undefined ? 'new' : 'both',
        kubernetesVersion: environment.kubernetesVersion as KubernetesVersion,
        delivery: environment.delivery,
        // As environments/<name>/delivery/argo-cd says it.
        argoCdApplies: 'server-side',
        argoCdPrunesLast: true,
        names: namesOf(name),
        declaredRemovals: declaredRemovals(root, name),
      },
    ]
  })
  if (problems.length > 0) throw new Failure(problems)
  const changed = sides.filter(({ before, after }) => isChanged(before, after))
  if (changed.length === 0) return { sides, base: tree.shown }
  const reader = await tree.reader?.()
  const sourced = new Map(changed.map(({ name, before }) => [name, reader?.(name, before)]))
  const isSourced = tree.reader === undefined || [...sourced.values()].every((objects) => objects !== undefined)
  return {
    sides: sides.map((side) => ({ ...side, before: sourced.get(side.name) ?? side.before })),
    base: isSourced
      ? tree.shown
      : `${tree.shown}, whose sources do not render with this version: old values are named by the lines of their manifests`,
  }
}

/** Where a text is the same on both sides, the objects are the very same. */
function isChanged(before: readonly SourcedObject[], after: readonly SourcedObject[]): boolean {
  const now = new Set(after)
  return before.some((sourced) => !now.has(sourced))
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory()

/** As packages/delivery names them. */
function namesOf(environment: string): StackNames {
  const stack = `thanos-${environment}`
  return {
    application: stack,
    source: stack,
    kustomizationOf: ({ metadata }) => {
      const wave = Number(metadata.annotations?.[waveAnnotation] ?? 0)
      return `${stack}-${wave <= 0 ? 'configuration' : (Object.entries(waves).find(([, number]) => number === wave)?.[0] ?? `wave-${wave}`)}`
    },
  }
}

const manifestsOf = (name: string): string => `${environmentsFolder}/${name}/${manifestsFolder}`

function revisionTree(root: string, { commit, shown, short }: Revision): BaseTree {
  const texts = textsAt(root, commit, ['base', environmentsFolder])
  const environments = [
    ...new Set([...texts.keys()].flatMap((file) => /^[^/]+\/([^/]+)\/environment\.yaml$/.exec(file)?.[1] ?? [])),
  ]
  const shownFile = (file: string): string => `${short}:${file}`
  // A repository of this layout may have no environment yet.
  if (environments.length === 0 && !texts.has('base/index.ts'))
    throw new Failure({
      code: 'base-predates',
      severity: 'error',
      message: `${shown} has no environments: it is older than this repository's layout.`,
      remedy: 'Give a later revision, or a folder with the manifests that a cluster has: --base DIR',
    })
  return {
    shown,
    environments,
    read(name, now) {
      if (!environments.includes(name)) return undefined
      const files = [...texts.keys()].filter(
        (file) => file.startsWith(`${manifestsOf(name)}/`) && file.endsWith('.yaml'),
      )
      if (files.length === 0)
        throw new Failure({
          code: 'base-predates',
          severity: 'error',
          message: `${shown} has environments/${name}, but no rendered manifests of it.`,
          remedy: 'Give a revision in which they are committed, or a folder: --base DIR',
          place: { file: `${environmentsFolder}/${name}` },
        })
      return parsed(
        files.map((file) => [file, texts.get(file)!]),
        now,
        shownFile,
      )
    },
    reader: () => baseReader(root, new Map([...texts].filter(([file]) => isSource(file))), shownFile),
  }
}

function folderTree(root: string, folder: string): BaseTree {
  const found = (name: string): string | undefined =>
    [manifestsOf(name), `${name}/${manifestsFolder}`, name].map((path) => join(folder, path)).find(isFolder)
  const known = existsSync(join(folder, environmentsFolder)) ? environmentNames(folder) : []
  return {
    shown: relative(process.cwd(), folder) || '.',
    environments: known,
    read(name, now) {
      const own = found(name) ?? (hasYaml(folder) ? folder : undefined)
      if (own === undefined) return undefined
      const files = readdirSync(own)
        .filter((file) => /\.ya?ml$/.test(file))
        .sort()
      return parsed(
        files.map((file) => [`${manifestsOf(name)}/${file}`, readFileSync(join(own, file), 'utf8')]),
        now,
        (file) => relative(root, join(own, file.slice(manifestsOf(name).length + 1))),
      )
    },
    ...(existsSync(join(folder, 'base/index.ts'))
      ? { reader: () => baseReader(root, sourcesIn(folder), (file) => relative(root, join(folder, file))) }
      : {}),
  }
}

const rendered = new RegExp(`^${environmentsFolder}/[^/]+/(?:${manifestsFolder}|delivery)/`)

/** Of the files below base/ and environments/: what is no output. */
const isSource = (file: string): boolean => !rendered.test(file)

function sourcesIn(folder: string): ReadonlyMap<string, string> {
  const files = ['base', environmentsFolder]
    .filter((name) => isFolder(join(folder, name)))
    .flatMap((name) => readdirSync(join(folder, name), { recursive: true, withFileTypes: true }))
  const paths = files
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
  return new Map(paths.filter(isSource).map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

const hasYaml = (folder: string): boolean => readdirSync(folder).some((file) => /\.ya?ml$/.test(file))

/** A manifest whose text is the same on both sides is not parsed again: its objects are the same ones. */
function parsed(
  files: readonly (readonly [file: string, text: string])[],
  now: ReadonlyMap<string, { readonly text: string; readonly objects: readonly SourcedObject[] }>,
  shownFile: (file: string) => string,
): readonly SourcedObject[] {
  const problems: Finding[] = []
  const objects = files.flatMap(([file, text]) => {
    const same = now.get(file)
    if (same?.text === text) return same.objects
    const read = readManifestText(shownFile(file), text)
    problems.push(...read.findings.filter(({ severity }) => severity === 'error'))
    return read.objects
  })
  if (problems.length > 0) throw new Failure(problems)
  return objects
}

/** `environments/<name>/removals.yaml`: objects that may leave the tree in great number, as a list of Kind/name. */
function declaredRemovals(root: string, name: string): readonly string[] {
  const file = `${environmentsFolder}/${name}/removals.yaml`
  if (!existsSync(join(root, file))) return []
  const lines = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
  const wrong = lines.findIndex((line) => !/^- [A-Za-z]+\/[a-z0-9.:-]+$/.test(line))
  if (wrong >= 0)
    throw new Failure({
      code: 'removals-invalid',
      severity: 'error',
      message: `${lines[wrong]!} is no removal.`,
      remedy: 'Write each as - Kind/name.',
      place: { file },
    })
  return lines.map((line) => line.slice(2))
}
