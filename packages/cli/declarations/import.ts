import { type CommandDeclaration, dryRunOption, rootOption } from '@thanos-gitops/command-line'

const versions = async () => (await import('@thanos-gitops/schemas')).kubernetesVersions

export const importDeclaration = {
  name: 'import',
  summary: 'turn the manifests of clusters into components, environments and patches',
  description: `Reads what clusters run today: rendered Helm charts, the output of kubectl kustomize, or kubectl get -o yaml, one folder or file for each cluster. Writes what the clusters have in common as components of the base, and an environment for each cluster with the patches that make the difference. Then renders the environments, also their manifests/.

Before it writes anything, the command renders the new environments in a temporary folder and compares each object with the one that it read. One difference is an error, and nothing is written.

What a cluster adds is left out: status, history and allocated addresses, fields with the default value of the API server, and the objects that controllers create. Secrets are never written: exceptions.yaml of the environment lists their names and keys.`,
  forms: [
    [
      {
        name: 'FOLDER',
        repeats: true,
        suggest: 'file',
        help: 'The manifests of one cluster, as a folder or a file. The environment has the name of the folder; NAME=FOLDER gives it another one.',
      },
    ],
  ],
  options: {
    near: {
      type: 'boolean',
      help: 'Patch the component of the base that is nearest to a workload instead. One of the same name is patched itself, and its other objects are added, and listed. For a workload with another name, a component in base/own follows the one of the base.',
    },
    prefix: {
      type: 'string',
      value: 'TEXT',
      default: '',
      help: 'The beginning of the names of components, if the base has components of the same names.',
    },
    namespace: {
      type: 'string',
      value: 'NAME',
      help: 'The namespace of the environments. Default: that of most objects. Objects without a namespace are in it.',
    },
    'kubernetes-version': {
      type: 'string',
      value: 'VERSION',
      default: '1.36',
      choices: versions,
      help: 'The minor version of the clusters.',
    },
    delivery: {
      type: 'string',
      value: 'TOOL',
      default: 'both',
      choices: ['argo-cd', 'flux', 'both'],
      help: 'The tool that syncs the environments.',
    },
    skip: {
      type: 'list',
      value: 'KIND,…',
      help: 'Kinds that are left out, and objects as KIND/NAME.',
    },
    'keep-defaults': {
      type: 'boolean',
      help: 'Keep fields of live objects that have the value which the API server sets by default.',
    },
    'dry-run': dryRunOption,
    root: rootOption,
  },
  examples: [
    { args: 'rendered/eu-1 rendered/us-1 --dry-run', help: 'Show what two folders become.' },
    { args: 'eu-1=helm-output.yaml --prefix our-', help: 'One cluster, with names of its own.' },
  ],
} as const satisfies CommandDeclaration
