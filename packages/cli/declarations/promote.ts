import { type CommandDeclaration, dryRunOption, rootOption, type SuggestionContext } from '@thanos-gitops/command-line'
import { componentOption } from './component-option.ts'

const sideNames = async ({ root }: SuggestionContext): Promise<readonly string[]> => {
  const { environmentSuggestions, layerSuggestions } = await import('@thanos-gitops/workspace/suggestions')
  return [...environmentSuggestions(root), ...layerSuggestions(root)]
}

export const promoteDeclaration = {
  name: 'promote',
  summary: 'copy image versions and marked patches; move patches to a layer',
  description: `Copies the tags and digests of images, and the patches that environments/policy.yaml marks with promote: true, from one environment to another. Everything else in the second environment stays: sizes, registries, unmarked patches, comments and formatting. Prints what still differs. Run render afterwards.

If the second environment is pinned (source in environment.yaml), its pin moves to that of the first, or to the newest commit of the base and the layers if the first has none. The effect on the objects is printed. With --component, the pin does not move.

With a layer, operations move and no manifest changes. To layers/NAME: operations of the environment, which disappear from all environments that have the same ones. From layers/NAME to environments: operations of the layer, to each environment that lists it. An operation that would change a manifest stays.`,
  forms: [
    [
      { name: 'FROM', suggest: sideNames, help: 'The environment to copy from, or layers/NAME.' },
      {
        name: 'TO',
        suggest: sideNames,
        help: 'The environment to change; layers/NAME; or environments, for all that list the layer.',
      },
    ],
  ],
  options: {
    component: componentOption,
    at: {
      type: 'string',
      value: 'FILE:LINE',
      suggest: 'file',
      help: 'With a layer: move only the operation at this line of a patch file.',
    },
    'dry-run': dryRunOption,
    root: rootOption,
  },
  examples: [
    { args: 'staging production --dry-run', help: 'Show the change.' },
    { args: 'eu-1 layers/eu --dry-run', help: 'Show which operations all environments of the layer can share.' },
  ],
} as const satisfies CommandDeclaration
