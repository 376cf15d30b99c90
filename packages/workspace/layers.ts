import {
  type Environment,
  type Finding,
  isObject,
  mergeShared,
  type ParseCache,
  readOptionalFile,
  readYaml,
} from '@thanos-gitops/manifest'
import {
  type DeadOperations,
  type DeadSettings,
  deadEverywhere,
  deadOperationFindings,
  deadOperations,
  deadSettingFindings,
  deadSettings,
  environmentNames,
  environmentsFolder,
  isEnvironmentName,
  layerNames,
  layerProblems,
  layerWarnings,
  type RenderedEnvironment,
} from '@thanos-gitops/render'
import { diskParseCache } from './parse-cache.ts'
import { sourceSetting } from './sources/source-setting.ts'

/** The environments that list each layer that exists, by the name of the layer. */
export type LayerUsers = ReadonlyMap<string, readonly string[]>

/** Undefined if an `environment.yaml` cannot be read: its problems are reported where the environment is read. */
export function layerUsers(root: string, cache?: ParseCache): LayerUsers | undefined {
  const users = new Map(layerNames(root).map((name): [string, string[]] => [name, []]))
  if (users.size === 0) return users
  for (const environment of environmentNames(root).filter(isEnvironmentName)) {
    const file = `${environmentsFolder}/${environment}/environment.yaml`
    const layers = layersIn(file, readOptionalFile(root, file) ?? '', cache)
    if (layers === undefined) return undefined
    for (const name of new Set(layers)) users.get(name)?.push(environment)
  }
  return users
}

const plainName = '[a-z][-a-z0-9]*'
const inOneLine = new RegExp(`^layers: *\\[ *(${plainName}(?: *, *${plainName})*) *\\] *(?:#.*)?$`, 'm')
const inLines = new RegExp(`^layers:((?:\\n *- ${plainName})+)\\n(?=[a-zA-Z]|(?![^]))`, 'm')

/** The names in the content of an `environment.yaml`; undefined if it is not valid. */
function layersIn(file: string, content: string, cache?: ParseCache): readonly string[] | undefined {
  // A parser takes a hundred times as long. Most files have a plain list.
  const plain = inOneLine.exec(content)?.[1] ?? inLines.exec(content)?.[1]
  if (plain !== undefined) return plain.match(new RegExp(plainName, 'g')) ?? []
  const source = readYaml(file, content, cache)
  if (!('file' in source) || !isObject(source.value)) return undefined
  const { layers } = source.value
  return Array.isArray(layers) ? layers : []
}

/** The layers that no pinned environment lists: an operation of another layer can have an effect when a pin moves. */
export const tidiedLayerUsers = (root: string, cache?: ParseCache): LayerUsers =>
  withoutPinned(layerUsers(root, cache), pinned(root, cache))

const withoutPinned = (users: LayerUsers | undefined, isPinned: (name: string) => boolean): LayerUsers =>
  new Map([...(users ?? [])].filter(([, names]) => !names.some(isPinned)))

/** Each environment is read once. */
function pinned(root: string, cache: ParseCache | undefined): (name: string) => boolean {
  const known = new Map<string, boolean>()
  return (name) => {
    const isPinned = known.get(name) ?? sourceSetting(root, name, cache) !== undefined
    known.set(name, isPinned)
    return isPinned
  }
}

/** Whether the layers of an environment have findings that depend on the other environments that list them. */
export const hasLayerFindings = (rendered: RenderedEnvironment): boolean =>
  layerWarnings(rendered).length + deadOperations(rendered).size + deadSettings(rendered).size > 0

/** Collects what is known about layers only when all environments that list them are rendered. */
export interface LayerReview {
  /** Errors of layers that no environment alone has. */
  readonly problems: readonly Finding[]
  add(rendered: RenderedEnvironment): void
  /** Adds an environment that another process rendered, without findings of its layers. */
  addWithoutFindings(environment: Environment): void
  /** The environments that list each layer, for layers whose environments were all added. */
  complete(): ReadonlyMap<string, readonly Environment[]>
  /** Warnings about operations without effect, for layers whose environments were all added. */
  useless(): readonly Finding[]
  /** All warnings about layers, for those whose environments were all added. */
  warnings(): readonly Finding[]
}

/** @param isComplete whether all environments are rendered: otherwise layers as such are not reviewed */
export function layerReview(root: string, isComplete: boolean): LayerReview {
  const cache = diskParseCache(root)
  const users = layerUsers(root, cache)
  // Pinned environments have the layers of their revision.
  const isPinned = pinned(root, cache)
  const tree = new Map([...(users ?? [])].map(([layer, names]) => [layer, names.filter((name) => !isPinned(name))]))
  const tidied = withoutPinned(users, isPinned)
  const found = isComplete ? layerProblems(root, users) : []
  const environments = new Map<string, Environment>()
  const dead = new Map<string, DeadOperations>()
  const settings = new Map<string, DeadSettings>()
  const replacing: Finding[] = []
  const useless = () => deadOperationFindings(users === undefined ? [] : deadEverywhere(dead, tidied))
  return {
    problems: found.filter(({ severity }) => severity === 'error'),
    add(rendered) {
      if (rendered.environment.source !== undefined) return
      environments.set(rendered.environment.name, rendered.environment)
      replacing.push(...layerWarnings(rendered))
      dead.set(rendered.environment.name, deadOperations(rendered))
      settings.set(rendered.environment.name, deadSettings(rendered))
    },
    addWithoutFindings(environment) {
      if (environment.source !== undefined) return
      environments.set(environment.name, environment)
      dead.set(environment.name, new Map())
      settings.set(environment.name, new Map())
    },
    complete: () =>
      new Map(
        [...tree]
          .map(([layer, names]) => [layer, names.flatMap((name) => environments.get(name) ?? [])] as const)
          .filter(([layer, all]) => all.length > 0 && all.length === tree.get(layer)?.length),
      ),
    useless,
    warnings: () => [
      ...found.filter(({ severity }) => severity === 'warning'),
      ...mergeShared(replacing),
      ...useless(),
      ...(users === undefined ? [] : deadSettingFindings(settings, tidied)),
    ],
  }
}
