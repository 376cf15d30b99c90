import { inKeyOrder, type KubernetesObject, writeYaml } from '@thanos-gitops/manifest'
import { deliveryProject, deliverySpec } from './argo-cd.ts'
import type { DeliveryFile } from './delivery-files.ts'
import { deliverySpec as fluxDeliverySpec, gitRepository } from './flux.ts'
import type { DeliverySettings } from './settings.ts'
import { labels } from './stack.ts'

const name = 'thanos-fleet'

/** The files, relative to the repository, by which one Argo CD or Flux finds every environment's delivery folder by itself. */
export function fleetFiles(settings: DeliverySettings): readonly DeliveryFile[] {
  if (!settings.central) return fleetFileNames.map((file) => ({ file, text: undefined }))
  return [
    {
      file: 'environments/fleet.argo-cd.yaml',
      text: textOf('argo-cd', [deliveryProject(name, settings), applicationSet(settings)]),
    },
    {
      file: 'environments/fleet.flux.yaml',
      text: textOf('flux', [gitRepository(name, settings, onlyFluxFolders), fluxFleet(settings)]),
    },
  ]
}

const fleetFileNames = ['environments/fleet.argo-cd.yaml', 'environments/fleet.flux.yaml']

const textOf = (tool: string, objects: readonly KubernetesObject[]): string =>
  `# Written by thanos-gitops render from delivery.yaml. Apply it once, in the cluster where the central ${tool === 'flux' ? 'Flux' : 'Argo CD'} runs.\n` +
  objects.map((object) => `---\n${writeYaml(inKeyOrder(object))}`).join('')

/** An Application for each folder environments/<name>/delivery/argo-cd; that folder's own Application syncs the stack. */
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
    // A folder that vanishes by mistake takes no Application with it, and an Application no stack.
    syncPolicy: { applicationsSync: 'create-update', preserveResourcesOnDeletion: true },
    template: {
      metadata: { name: 'thanos-{{ index .path.segments 1 }}-delivery', labels },
      spec: deliverySpec(name, '{{ .path.path }}', settings),
    },
  },
})

/** In the words of a .gitignore: of each environment, what Flux is to apply. */
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

/** Flux has no generator, and needs none: a Kustomization takes all folders below its path. A removed folder prunes nothing. */
const fluxFleet = (settings: DeliverySettings) => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, namespace: settings.flux.namespace, labels },
  spec: { ...fluxDeliverySpec(name, './environments'), prune: false },
})
