import { resolve } from 'node:path'
import { type DeliverySettings, deliveryFiles, stackNames } from '@thanos-gitops/delivery'
import {
  type Environment,
  Failure,
  type Finding,
  type KubernetesObject,
  readOptionalFile,
  type SourcedObject,
} from '@thanos-gitops/manifest'
import { chooseEnvironments, environmentNames } from '@thanos-gitops/render'
import { type KubernetesVersion, kubernetesVersions } from '@thanos-gitops/schemas'
import { baseRevision } from '../git/base-revision.ts'
import { readDeliverySettings } from '../outputs.ts'
import { environmentSources, type SourcedEnvironment } from '../sourced-environment.ts'
import { sourceIn } from '../sources/source-setting.ts'
import { type BaseTree, objectsIn, type RenderedFiles, settingsFile } from './base-tree.ts'
import { comparable, type ReadSide } from './comparable.ts'
import type { ComparedSources, Comparison, Sides } from './comparison.ts'
import { folderTree, isFolder } from './folder-tree.ts'
import { declaredRemovals } from './removals.ts'
import { revisionTree } from './revision-tree.ts'
import { unchangedEnvironments } from './unchanged-environments.ts'

/** How delivery tools apply an environment: as environments/<name>/delivery sets it. */
export const applicationOf = (root: string, name: string) =>
  ({ argoCdApplies: 'server-side', argoCdPrunesLast: true, names: stackNames(name, deliverySettings(root)) }) as const

/** Undefined also if the file is not valid, which `render` reports. */
export function deliverySettings(root: string): DeliverySettings | undefined {
  try {
    return readDeliverySettings(root)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/**
 * Environments as a render writes them now, against what is committed at the base.
 * @param names none for all environments of both sides
 * @param base a git revision or a folder; without it, where this branch left the default branch
 * @returns also the problems of environments that are not among the sides, because they do not render
 * @throws Failure with all problems if no environment can be compared
 */
export async function compareEnvironments(
  root: string,
  names: readonly string[],
  base: string | undefined,
  onStep?: (state: string) => void,
): Promise<Comparison> {
  const comparer = await environmentComparer(root, names, base)
  return comparer.compare(comparer.names, onStep)
}

export interface EnvironmentComparer {
  /** The environments that can be compared: without names, those of both sides. */
  readonly names: readonly string[]
  /** The source files of the base. */
  readonly sources: ComparedSources
  /** As `compareEnvironments`, for some of the environments. */
  compare(names: readonly string[], onStep?: (state: string) => void): Promise<Comparison>
}

/** Compares environments in several calls, which share what is read. The parameters are those of `compareEnvironments`. */
export async function environmentComparer(
  root: string,
  names: readonly string[],
  base: string | undefined,
): Promise<EnvironmentComparer> {
  const tree = sharedTree(root, base)
  const present = environmentNames(root)
  const chosen = chosenNames(root, names, present, tree)
  const environments = await environmentSources(
    root,
    chosen.filter((name) => present.includes(name)),
  )
  const unchanged = unchangedEnvironments(root, environments)
  const sources = comparedSources(root, tree)
  const sideOf = (name: string): Sides | readonly Finding[] => {
    if (!present.includes(name)) return removedEnvironment(root, name, tree)
    const read = environments.read(name)
    const sourced = 'files' in read ? unchanged.render(read, (file) => tree.source(file)) : read
    if (!('environment' in sourced)) return sourced
    const sides = presentEnvironment(root, sourced, tree)
    if (!isChanged(sides.before, sides.after) && sides.before.length === sides.after.length) unchanged.remember(sourced)
    return sides
  }
  return {
    names: chosen,
    sources,
    async compare(some, onStep = () => {}) {
      const problems: Finding[] = []
      const sides = some.flatMap((name, index): readonly Sides[] => {
        onStep(`${index} of ${some.length} environments compared`)
        const side = orFindings(() => sideOf(name))
        if ('name' in side) return [side]
        problems.push(...side)
        return []
      })
      if (problems.length > 0 && sides.length === 0) throw new Failure(problems)
      return { ...(await withOrigins(sides, tree)), problems, sources }
    },
  }
}

/** The environments of both sides, and the sources of the base: what is needed to put diffs together that were computed before. */
export function comparedNames(
  root: string,
  base: string | undefined,
): { readonly names: readonly string[]; readonly sources: ComparedSources } {
  const tree = baseTree(root, base)
  return { names: chosenNames(root, [], environmentNames(root), tree), sources: comparedSources(root, tree) }
}

function orFindings(work: () => Sides | readonly Finding[]): Sides | readonly Finding[] {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return error.findings
  }
}

/** The tree of the base, whose sources are rendered once. */
function sharedTree(root: string, base: string | undefined): BaseTree {
  const tree = baseTree(root, base)
  if (tree.origins === undefined) return tree
  let origins: ReturnType<NonNullable<BaseTree['origins']>> | undefined
  return { ...tree, origins: () => (origins ??= tree.origins!()) }
}

const baseTree = (root: string, base: string | undefined): BaseTree =>
  base !== undefined && isFolder(base) ? folderTree(root, resolve(base)) : revisionTree(root, baseRevision(root, base))

function comparedSources(root: string, tree: BaseTree): ComparedSources {
  const known = new Map<string, boolean>()
  return {
    before: (file) => tree.source(file),
    differs(file) {
      const differs = known.get(file) ?? tree.source(file) !== readOptionalFile(root, file)
      known.set(file, differs)
      return differs
    },
  }
}

function chosenNames(
  root: string,
  names: readonly string[],
  present: readonly string[],
  tree: BaseTree,
): readonly string[] {
  const chosen = names.length > 0 ? [...new Set(names)] : [...new Set([...present, ...tree.environments])].sort()
  // An environment that only the base has is removed, and its name is valid.
  chooseEnvironments(
    root,
    chosen.filter((name) => present.includes(name) || !tree.environments.includes(name)),
  )
  return chosen
}

const nothing: ReadSide = { objects: [], problems: [] }

function removedEnvironment(root: string, name: string, tree: BaseTree): Sides {
  const before = tree.read(name, new Map()) ?? nothing
  const deliveryObjects = { before: tree.readDelivery(name), after: [] }
  return {
    name,
    ...comparable(before, nothing, fileName),
    problems: before.problems,
    side: 'gone',
    kubernetesVersion: kubernetesVersions.at(-1)!,
    delivery: toolsIn(deliveryObjects.before ?? []),
    ...applicationOf(root, name),
    deliveryObjects,
    declaredRemovals: [],
  }
}

/** The tools whose objects an environment has. Without any, either may apply it. */
function toolsIn(objects: readonly KubernetesObject[]): Environment['delivery'] {
  const [hasArgoCD, hasFlux] = ['Application', 'Kustomization'].map((kind) => objects.some((one) => one.kind === kind))
  return hasArgoCD === hasFlux ? 'both' : hasArgoCD ? 'argo-cd' : 'flux'
}

/** The manifests of an environment are in one folder, whose path differs between the sides. */
const fileName = (file: string): string => file.slice(file.lastIndexOf('/') + 1)

function presentEnvironment(root: string, sourced: SourcedEnvironment, tree: BaseTree): Sides {
  const { environment, objects } = sourced
  const files = renderedFiles(sourced)
  const before = tree.read(environment.name, files)
  const lastChange = before && tree.readLastChange?.(environment.name, files)
  return {
    name: environment.name,
    ...comparable(before ?? nothing, { objects, problems: [] }, fileName),
    problems: before?.problems ?? [],
    side: before === undefined ? 'new' : 'both',
    ...(before && sourceChange(environment.name, sourced.source, tree)),
    kubernetesVersion: environment.kubernetesVersion as KubernetesVersion,
    delivery: environment.delivery,
    ...applicationOf(root, environment.name),
    deliveryObjects: {
      before: before && tree.readDelivery(environment.name),
      after: deliveryObjectsOf(
        environment,
        objects.map(({ object }) => object),
        deliverySettings(root),
      ),
    },
    ...(lastChange && { lastChange }),
    declaredRemovals: declaredRemovals(root, environment.name),
  }
}

/** The change of the revision to which an environment is pinned. */
function sourceChange(name: string, after: SourcedEnvironment['source'], tree: BaseTree): Pick<Sides, 'source'> {
  const file = settingsFile(name)
  const settings = tree.source(file)
  const before = settings === undefined ? undefined : sourceIn(file, settings)
  if (settings === undefined || before === after?.name) return {}
  const revisions = {
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after: after.name }),
  }
  return { source: { ...revisions, place: after?.place ?? { file } } }
}

/** The objects by which the tools sync an environment, as a render writes them now. */
export const deliveryObjectsOf = (
  environment: Environment,
  objects: readonly KubernetesObject[],
  settings: DeliverySettings | undefined,
): readonly KubernetesObject[] =>
  settings === undefined
    ? []
    : objectsIn(deliveryFiles(environment, objects, settings).map(({ file, text }) => [file, text]))

const renderedFiles = ({ manifests, objectsIn }: SourcedEnvironment): RenderedFiles =>
  new Map([...manifests].map(([file, text]) => [file, { text, objects: objectsIn.get(file)! }]))

/** Adds the sources of old values. The sources of the base are rendered only if something has changed. */
async function withOrigins(sides: readonly Sides[], tree: BaseTree): Promise<Pick<Comparison, 'sides' | 'base'>> {
  const changed = sides.filter(({ before, after }) => isChanged(before, after))
  if (changed.length === 0 || tree.origins === undefined) return { sides, base: tree.description }
  const origins = await tree.origins()
  const sourced = new Map(changed.map(({ name, before }) => [name, origins?.(name, before)]))
  const isComplete = [...sourced.values()].every((objects) => objects !== undefined)
  return {
    sides: sides.map((side) => ({ ...side, before: sourced.get(side.name) ?? side.before })),
    base: isComplete
      ? tree.description
      : `${tree.description}, whose sources do not render with this version: the places of old values are lines of manifests`,
  }
}

/** Objects of manifests that are equal on both sides are identical. */
function isChanged(before: readonly SourcedObject[], after: readonly SourcedObject[]): boolean {
  const rendered = new Set(after)
  return before.some((sourced) => !rendered.has(sourced))
}
