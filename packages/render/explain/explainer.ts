import { type Base, identityOf, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { componentGroups, componentLists } from '../base/base-components.ts'
import { ownedReplicas } from '../base/owned-replicas.ts'
import { conditionsMetBy, type SelectedObject } from '../base/select-components.ts'
import { type EnvironmentFiles, environmentsFolder } from '../environment/environment-files.ts'
import { manifestsFolder } from '../output/compare-folder.ts'
import type { TargetObject } from '../patches/patch.ts'
import type { Manifest, RenderedEnvironment } from '../render.ts'
import { type BaseHistory, baseHistory, presentItems, withOwner } from './base-history.ts'
import { type BaseSources, readBaseSources } from './base-sources.ts'
import { stepInto } from './evaluate/evaluate.ts'
import { opaque, type Traced } from './evaluate/traced.ts'
import { type ExplainedManifest, explainManifest } from './explained-manifest.ts'
import type { FieldHistory } from './field-history.ts'
import { finishHistory } from './finish-history.ts'
import { once } from './once.ts'
import { replayWrite } from './replay-write.ts'
import { resourceHistory } from './resource-history.ts'

/**
 * Returns the function that finds the origins of rendered manifests. Each file of the base is read once, when it is needed, and
 * environments share what they have in common.
 *
 * @param root absolute path of the folder that contains `base/`
 * @param displayFile a path from there, as messages name it
 */
export function explainer(
  root: string,
  base: Base,
  displayFile?: (file: string) => string,
): (files: EnvironmentFiles, rendered: RenderedEnvironment) => readonly ExplainedManifest[] {
  const historiesOf = baseHistories(root, base, displayFile)
  return (files, rendered) => {
    const { environment, manifests, settings, selected } = rendered
    const ofBase = historiesOf(rendered)
    const owned = once(() => ownedReplicas(selected, environment))
    const historyOf = ({ object, source }: Manifest): FieldHistory =>
      source
        ? resourceHistory(source, object, settings)
        : withOwner(ofBase(object)!, owned().get(labelOf(object))?.number, { environment, settings })
    return manifests.map((manifest) =>
      explainManifest(manifest, `${environmentsFolder}/${files.name}/${manifestsFolder}/${manifest.file}`, () => {
        const writes = [...manifest.writes, ...(manifest.removals ?? [])]
        return finishHistory(writes.reduce(replayWrite, historyOf(manifest)), manifest.object)
      }),
    )
  }
}

/**
 * Returns the function that finds the sources of an object of the base in an environment, before all patches. It returns undefined for an
 * object that the environment does not have.
 */
export function baseHistories(
  root: string,
  base: Base,
  displayFile?: (file: string) => string,
): (rendered: RenderedEnvironment) => (object: KubernetesObject) => FieldHistory | undefined {
  const sources = readBaseSources(root, displayFile)
  // Environments that meet the same conditions have the same selected objects.
  const known = new WeakMap<SelectedObject, BaseHistory>()
  return ({ environment, settings, selected, targets }) => {
    const input = { environment, settings }
    const present = once(() => conditionsMetBy(base, environment))
    const objects = once(() => placedObjects(selected, targets))
    const baseHistoryOf = ({ selected: one, index }: PlacedObject): BaseHistory => {
      let history = known.get(one)
      if (history === undefined) {
        const found = tracedObject(tracedComponent(base, sources, one.component), index, present())
        history = baseHistory(one.object, found.traced, { sources, present: found.present, file: found.file })
        known.set(one, history)
      }
      return history
    }
    return (object) => {
      const placed = objects().get(identityOf(object))
      return placed && baseHistoryOf(placed)(input)
    }
  }
}

/** An object of the base with its index among the selected objects of its component. */
interface PlacedObject {
  readonly selected: SelectedObject
  readonly index: number
}

/** The objects of the base by their identity in the environment. @param targets the same objects with its settings */
function placedObjects(
  selected: readonly SelectedObject[],
  targets: readonly TargetObject[],
): ReadonlyMap<string, PlacedObject> {
  const counts = new Map<string, number>()
  return new Map(
    selected.map((one, position) => {
      const index = counts.get(one.component) ?? 0
      counts.set(one.component, index + 1)
      return [identityOf(targets[position]!.object), { selected: one, index }]
    }),
  )
}

/** The sources of an object, and the file of its component. */
function tracedObject(
  component: Traced | undefined,
  index: number,
  present: ReadonlySet<string>,
): { readonly traced: Traced; readonly present: ReadonlySet<string>; readonly file: string } {
  const objects = stepInto(component, ['objects'])
  const at = objects?.at ?? component?.at ?? { file: 'base/index.ts', offset: 0 }
  return {
    ...((objects && presentItems(objects, present)[index]) ?? { traced: opaque(at), present }),
    file: component?.at.file ?? 'base/index.ts',
  }
}

function tracedComponent(base: Base, sources: BaseSources, name: string): Traced | undefined {
  for (const list of componentLists) {
    const index = (base[list] ?? []).findIndex((component) => component.name === name)
    if (index >= 0) return sources.base([list, index])
  }
  for (const group of componentGroups) {
    const provider = Object.entries(base[group] ?? {}).find(([, component]) => component.name === name)?.[0]
    if (provider !== undefined) return sources.base([group, provider])
  }
  return undefined
}
