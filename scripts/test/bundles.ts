import { bundledCommands, bundleState, isWorthwhile, writeBundle } from '@thanos-gitops/cli/bundle'

/**
 * Writes the bundles of the commands that tests start in clones, which copy them. That of `render` is written only after this process has
 * found the base valid. Without a bundle, a command needs twice the processor time.
 */
export async function writeBundles(root: string): Promise<void> {
  for (const command of bundledCommands)
    if (bundleState(root, command) !== 'current' && (command !== 'render' || isWorthwhile(root, command)))
      await writeBundle(root, command)
}
