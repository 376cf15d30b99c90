import { type CommandDeclaration, jsonOption, rootOption } from '@thanos-gitops/command-line'
import { environments } from './environment-arguments.ts'

export const listDeclaration = {
  name: 'list',
  summary: 'list the environments; with a name, the objects that patches can target',
  description: `Without a name: each environment with its cluster, Kubernetes version, namespace, object storage and number of objects. With names: each object of these environments, with its kind, name and component.

--json prints {"environments": [{name, cluster, kubernetesVersion, namespace, delivery, objectStorage, source, ring, layers, components, objects}]} or, with names, {"objects": [{environment, component, apiVersion, kind, name, namespace, file}]}. objects of an environment is a number; source is absent without a pin, ring without a ring, layers without layers, and namespace if an object has none. Later versions may add keys and do not remove any.`,
  forms: [[environments]],
  options: { json: jsonOption, root: rootOption },
  examples: [
    { args: '', help: 'The environments.' },
    { args: 'production', help: 'The objects of one environment.' },
  ],
} as const satisfies CommandDeclaration
