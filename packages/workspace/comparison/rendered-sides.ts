import type { KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { environmentsFolder, manifestsFolder, type RenderedEnvironment } from '@thanos-gitops/render'
import type { KubernetesVersion } from '@thanos-gitops/schemas'
import type { Sides } from './comparison.ts'
import { applicationOf, deliveryObjectsOf, deliverySettings } from './environment-comparison.ts'

/** An environment before and after a change that is not written yet. */
export function renderedSides(root: string, before: RenderedEnvironment, after: RenderedEnvironment): Sides {
  const { environment } = after
  const settings = deliverySettings(root)
  const delivery = ({ manifests }: RenderedEnvironment): readonly KubernetesObject[] =>
    deliveryObjectsOf(
      environment,
      manifests.map(({ object }) => object),
      settings,
    )
  return {
    name: environment.name,
    before: objectsOf(before),
    after: objectsOf(after),
    side: 'both',
    kubernetesVersion: environment.kubernetesVersion as KubernetesVersion,
    delivery: environment.delivery,
    ...applicationOf(root, environment.name),
    deliveryObjects: { before: delivery(before), after: delivery(after) },
    declaredRemovals: [],
    problems: [],
  }
}

const objectsOf = ({ environment, manifests }: RenderedEnvironment): readonly SourcedObject[] =>
  manifests.flatMap(
    ({ file, text }) =>
      readManifestText(`${environmentsFolder}/${environment.name}/${manifestsFolder}/${file}`, text).objects,
  )
