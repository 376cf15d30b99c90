import { type CommandDeclaration, jsonOption, rootOption, type SuggestionContext } from '@thanos-gitops/command-line'
import { environmentNames } from './environment-arguments.ts'

const objects = async ({ root, positionals: [environment] }: SuggestionContext): Promise<readonly string[]> =>
  (await import('@thanos-gitops/workspace/suggestions')).objectSuggestions(root, environment)

export const explainDeclaration = {
  name: 'explain',
  summary: 'print the sources of a field, newest first, with file and line',
  description:
    'Prints the sources of a field of a rendered object, newest first, each with the value that the source above it replaced. Without a pointer: each line of the manifest with its source. A pointer may contain the list steps of patches, such as /spec/template/spec/containers/[name=thanos-store]/image, and continues into the documents of a ConfigMap.',
  forms: [
    [
      { name: 'ENVIRONMENT', suggest: environmentNames, help: 'A folder of environments/.' },
      { name: 'KIND/NAME', suggest: objects, help: 'The object, such as StatefulSet/thanos-store.' },
      { name: 'POINTER', optional: true, help: 'The field, such as /spec/replicas.' },
    ],
    [{ name: 'FILE:LINE', suggest: 'file', help: 'A line of a rendered file.' }],
  ],
  options: { json: jsonOption, root: rootOption },
  examples: [
    { args: 'production StatefulSet/thanos-store /spec/replicas', help: 'The sources of one field.' },
    { args: 'production StatefulSet/thanos-store', help: 'Each line of the manifest with its source.' },
    {
      args: 'production ConfigMap/prometheus /data/prometheus.yaml/global/scrape_interval',
      help: 'A field of a document in a ConfigMap.',
    },
    {
      args: 'environments/production/manifests/thanos-store.statefulset.yaml:42',
      help: 'The sources of a line of a rendered file.',
    },
  ],
} as const satisfies CommandDeclaration
