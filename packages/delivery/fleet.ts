import { inKeyOrder, type KubernetesObject, writeYaml } from '@thanos-gitops/manifest'
import { applicationAnnotations, deliveryProject, deliverySpec } from './argo-cd.ts'
import { notificationConfigMap } from './argo-cd-notifications.ts'
import type { DeliveryFile } from './delivery-files.ts'
import { deliverySpec as fluxDeliverySpec, gitRepository } from './flux.ts'
import type { DeliverySettings } from './settings.ts'
import { environmentLabel, labels } from './stack.ts'

const name = 'thanos-fleet'

/** The files that belong to all environments, relative to the repository. */
export const fleetFiles = (settings: DeliverySettings): readonly DeliveryFile[] => [
  ...centralFiles(settings),
  notificationFile(settings),
]

/** The files by which a central Argo CD or Flux finds the delivery folders of all environments. */
function centralFiles(settings: DeliverySettings): readonly DeliveryFile[] {
  if (!settings.central) return centralFileNames.map((file) => ({ file, text: undefined }))
  return [
    {
      file: 'environments/fleet.argo-cd.yaml',
      text: textOf(applyOnce('Argo CD'), [deliveryProject(name, settings, labels), applicationSet(settings)]),
    },
    {
      file: 'environments/fleet.flux.yaml',
      text: textOf(applyOnce('Flux'), [gitRepository(name, settings, onlyFluxFolders, labels), fluxFleet(settings)]),
    },
  ]
}

const centralFileNames = ['environments/fleet.argo-cd.yaml', 'environments/fleet.flux.yaml']

const applyOnce = (tool: string): string => `Apply it once, in the cluster where the central ${tool} runs.`

/** The settings by which Argo CD reports the result of a sync. */
const notificationFile = ({ notifications, argoCD }: DeliverySettings): DeliveryFile => ({
  file: 'environments/fleet.argo-cd-notifications.yaml',
  text:
    notifications === undefined
      ? undefined
      : textOf('Each cluster with Argo CD needs it. environments/README.md has the command, which keeps other keys.', [
          notificationConfigMap(notifications, argoCD.namespace),
        ]),
})

const textOf = (use: string, objects: readonly KubernetesObject[]): string =>
  `# Written by thanos-gitops render from delivery.yaml. ${use}\n${objects
    .map((object) => `---\n${writeYaml(inKeyOrder(object))}`)
    .join('')}`

/** Creates an Application for each folder environments/<name>/delivery/argo-cd. The Application in that folder syncs the stack. */
const applicationSet = (settings: DeliverySettings) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'ApplicationSet',
  metadata: { name, namespace: settings.argoCD.namespace, labels },
  spec: {
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    generators: [
      {
        git: {
          repoURL: settings.repository,
          revision: settings.branch,
          directories: [{ path: 'environments/*/delivery/argo-cd' }],
        },
      },
    ],
    // If a folder is removed by mistake, its Application remains. If an Application is removed, its stack remains.
    syncPolicy: { applicationsSync: 'create-update', preserveResourcesOnDeletion: true },
    template: {
      metadata: {
        name: 'thanos-{{ index .path.segments 1 }}-delivery',
        annotations: applicationAnnotations(settings),
        labels: { ...labels, [environmentLabel]: '{{ index .path.segments 1 }}' },
      },
      spec: deliverySpec(name, '{{ .path.path }}', settings),
    },
  },
})

/** The syntax is that of a .gitignore: Flux fetches only the folders that it applies. */
const onlyFluxFolders = [
  '/*',
  '!/environments',
  '/environments/*.yaml',
  '/environments/*/*',
  '!/environments/*/delivery',
  '/environments/*/delivery/*',
  '!/environments/*/delivery/flux',
  '',
].join('\n')

/** Flux needs no generator: a Kustomization applies all folders below its path. A removed folder prunes nothing. */
const fluxFleet = (settings: DeliverySettings) => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, namespace: settings.flux.namespace, labels },
  spec: { ...fluxDeliverySpec(name, './environments'), prune: false },
})
