import type { Base, Environment, KubernetesObject } from '@thanos-gitops/manifest'
import { identityOf, labelOf } from '@thanos-gitops/manifest'
import { componentGroups, componentLists } from '../base/base-components.ts'
import { type OwnedReplicas, ownedReplicas } from '../base/owned-replicas.ts'
import { withSettings } from '../base/resolve-references.ts'
import { conditionsMetBy, objectSelector, type SelectedObject } from '../base/select-components.ts'
import { type EnvironmentFiles, environmentsFolder } from '../environment/environment-files.ts'
import { manifestsFolder } from '../output/compare-folder.ts'
import type { Manifest, RenderedEnvironment } from '../render.ts'
import { baseHistory, presentItems, withOwner } from './base-history.ts'
import { type BaseSources, readBaseSources } from './base-sources.ts'
import { stepInto } from './evaluate/evaluate.ts'
import { opaque, type Traced } from './evaluate/traced.ts'
import { type ExplainedManifest, explainManifest } from './explained-manifest.ts'
import type { FieldHistory } from './field-history.ts'
import { finishHistory } from './finish-history.ts'
import { replayWrite } from './replay-write.ts'
import { resourceHistory } from './resource-history.ts'

/**
 * Returns the function that finds the origins of rendered manifests. Each file of the base is read once, when it is needed.
 *
 * @param root absolute path of the folder that contains `base/`
 * @param displayFile a path from there, as messages name it
 */
export function explainer(
  root: string,
  base: Base,
  displayFile?: (file: string) => string,
): (files: EnvironmentFiles, rendered: RenderedEnvironment) => readonly ExplainedManifest[] {
  const sources = readBaseSources(root, displayFile)
  const select = objectSelector(base)
  return (files, { environment, manifests, settings }) => {
    const present = conditionsMetBy(base, environment)
    let objects: ReadonlyMap<string, PlacedObject> | undefined
    let owned: OwnedReplicas | undefined
    const historyOf = (manifest: Manifest): FieldHistory => {
      if (manifest.source) return resourceHistory(manifest.source, manifest.object, settings)
      objects ??= placedObjects(select(environment), environment)
      const { object, component, index } = objects.get(identityOf(manifest.object))!
      const found = tracedObject(tracedComponent(base, sources, component), index, present)
      const input = { sources, environment, settings, present: found.present, file: found.file }
      owned ??= ownedReplicas(select(environment), environment)
      return withOwner(baseHistory(object, found.traced, input), owned.get(labelOf(manifest.object))?.number, input)
    }
    return manifests.map((manifest) =>
      explainManifest(manifest, `${environmentsFolder}/${files.name}/${manifestsFolder}/${manifest.file}`, () => {
        const history = historyOf(manifest)
        for (const write of [...manifest.writes, ...(manifest.removals ?? [])]) replayWrite(history, write)
        return finishHistory(history, manifest.object)
      }),
    )
  }
}

/** An object of the base with its index among the selected objects of its component. */
interface PlacedObject {
  readonly object: KubernetesObject
  readonly component: string
  readonly index: number
}

/** The objects of the base by their identity in the environment. */
function placedObjects(
  selected: readonly SelectedObject[],
  environment: Environment,
): ReadonlyMap<string, PlacedObject> {
  const counts = new Map<string, number>()
  return new Map(
    selected.map(({ component, object }) => {
      const index = counts.get(component) ?? 0
      counts.set(component, index + 1)
      return [identityOf(withSettings(object, environment)), { object, component, index }]
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
