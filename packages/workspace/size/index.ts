/** The sizes of a rendered environment, and those that a load needs. */
import { type CheckContext, type ComparedSize, comparedSizes, createContext, stackOf } from '@thanos-gitops/checks'
import { readManifestText } from '@thanos-gitops/manifest/read'
import type { RenderedEnvironment } from '@thanos-gitops/render'
import { sizeFields } from '@thanos-gitops/render/edit'
import { type Load, type Size, type Stack, sizesOf } from '@thanos-gitops/workloads/sizing'

export type { ComparedSize } from '@thanos-gitops/checks'
export { loadOf } from '@thanos-gitops/checks'

const contextOf = ({ environment, manifests }: RenderedEnvironment): CheckContext =>
  createContext({
    objects: manifests.flatMap(({ file, text }) => readManifestText(file, text).objects),
    environment,
    kubernetesVersion: environment.kubernetesVersion,
  })

/** The sizes of all components of an environment, compared with those that a load needs. */
export function compareSizes(
  rendered: RenderedEnvironment,
  load: Load,
  changed: Partial<Stack>,
): { readonly stack: Stack; readonly compared: readonly ComparedSize[] } {
  const context = contextOf(rendered)
  const stack = { ...stackOf(context), ...changed }
  return { stack, compared: comparedSizes(context, load, stack) }
}

/**
 * The sizes that a load needs in an environment. The index cache and the chunk pool of the store gateway follow from the load unless
 * a patch sets them.
 */
export function neededSizes(
  rendered: RenderedEnvironment,
  load: Load,
  changed: Partial<Stack>,
): { readonly stack: Stack; readonly sizes: readonly Size[] } {
  const stack = { ...stackOf(contextOf(rendered)), ...changed }
  const isPatched = (resource: string): boolean =>
    sizeFields(rendered, sizesOf(load, stack)).some(
      ({ size, setBy }) => size.resource === resource && setBy !== undefined,
    )
  const own = {
    ...stack,
    indexCacheSet: isPatched('indexCache') ? stack.indexCacheSet : 0,
    chunkPoolSet: isPatched('chunkPool') ? stack.chunkPoolSet : 0,
  }
  return { stack: own, sizes: sizesOf(load, own) }
}
