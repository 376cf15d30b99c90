import { bundleNames, bundleState, writeBundle } from '@thanos-gitops/cli/bundle'

/**
 * Writes the bundles of the commands that tests start in clones, which copy them. Without a bundle, a command writes it first, which
 * takes as long as a render.
 */
export async function writeBundles(root: string): Promise<void> {
  for (const name of bundleNames) if (bundleState(root, name) !== 'current') await writeBundle(root, name)
}
