// A new component of a team: a file in base/own that renders, and its line in base/own/index.ts.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { entryExists, readOptionalFile } from '@thanos-gitops/manifest'
import { ownComponentFile, ownComponentsFile, withListedComponent } from '@thanos-gitops/render/edit'
import { failure } from './failure.ts'
import { repositoryRoot, scriptRootOption } from './script-options.ts'

export const newComponent = defineCommand(
  {
    name: 'new:component',
    summary: 'create an optional component',
    description:
      'Creates base/own/NAME.ts with a Deployment, its Service, ServiceAccount, PodDisruptionBudget and NetworkPolicy, and lists it in base/own/index.ts: an environment has it if its environment.yaml lists it. No version of thanos-gitops changes these files.',
    forms: [
      [{ name: 'NAME', help: 'The name of the component: lower-case letters, digits and -, beginning with a letter.' }],
    ],
    options: { 'dry-run': dryRunOption, root: scriptRootOption },
    examples: [{ args: 'thanos-bucket-web', help: 'A component for the bucket viewer.' }],
  },
  ({ positionals: [name = ''], options }) => create(repositoryRoot(options.root), name, options['dry-run']),
)

function create(root: string, name: string, dryRun: boolean): number {
  // A Service's name is a DNS label that begins with a letter.
  if (!/^[a-z]([-a-z0-9]{0,51}[a-z0-9])?$/.test(name))
    throw failure(
      'usage-error',
      `${name} is not a valid name of a component: its objects have the same name.`,
      'Use lower-case letters, digits and -, beginning with a letter, at most 53.',
    )
  const file = ownComponentFile(name)
  const existing = [`base/components/${name}.ts`, file].find((path) => entryExists(join(root, path)))
  if (existing !== undefined) throw failure('usage-error', `${existing} exists already.`, 'Choose another name.')
  const list = listed(readOptionalFile(root, ownComponentsFile) ?? '', name)
  if (dryRun) {
    console.log(`would write ${file}\nwould list it in ${ownComponentsFile}`)
    return 0
  }
  // A file that does not exist: no link is followed.
  writeFileSync(join(root, file), sourceOf(name), { flag: 'wx' })
  writeFileSync(join(root, ownComponentsFile), list)
  console.log(`${file} is written and listed in ${ownComponentsFile}.

Next:
  1. ${file}: set the comment, the image, its command, arguments, ports and probes
  2. base/README.md, "A component of your own": connect it to the other components
  3. environments/<name>/environment.yaml: add ${name} to components
  4. npx nx render && npx nx check, then commit and open a pull request`)
  return 0
}

/** base/own/index.ts with one import more, in the order of the files' names, and one more component. */
function listed(text: string, name: string): string {
  const changed = withListedComponent(text, name, 'own')
  if (changed === undefined)
    throw failure(
      'base-unknown',
      `${ownComponentsFile} does not export own: readonly Component[] = […].`,
      `Write it as in thanos-gitops, and list it in base/index.ts.`,
    )
  return changed
}

const sourceOf = (name: string): string => `// Describe in one sentence what it is for.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { labelsOf, selectorOf } from '../labels.ts'
import { dns, pods } from '../network.ts'
import { containerDefaults, oneAtATime, podDefaults, spread } from '../pod.ts'

const name = '${name}'
const namespace = setting('namespace')
const labels = labelsOf(name, '${name}')
const selector = selectorOf(labels)

export const serviceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, labels },
  automountServiceAccountToken: false,
} satisfies IServiceAccount

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { selector, ports: [{ name: 'http', port: 8080, targetPort: 'http' }] },
} satisfies IService

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  // Without a wave it starts together with the configuration, before Prometheus and the store gateway.
  metadata: { name, namespace, labels, annotations: inWave('queries') },
  spec: {
    replicas: 2,
    selector: { matchLabels: selector },
    template: {
      metadata: { labels },
      spec: {
        ...podDefaults,
        ...spread(selector),
        automountServiceAccountToken: false,
        serviceAccountName: serviceAccount.metadata.name,
        containers: [
          {
            ...containerDefaults,
            name,
            image: 'registry.example.com/${name}:v1.0.0',
            command: ['/bin/${name}'],
            ports: [{ name: 'http', containerPort: 8080 }],
            livenessProbe: { httpGet: { path: '/-/healthy', port: 'http' }, periodSeconds: 30, timeoutSeconds: 3 },
            readinessProbe: { httpGet: { path: '/-/ready', port: 'http' }, periodSeconds: 5, timeoutSeconds: 3 },
            resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
          },
        ],
      },
    },
  },
} satisfies IDeployment

export const podDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace, labels },
  spec: { ...oneAtATime, selector: { matchLabels: selector } },
} satisfies IPodDisruptionBudget

/** All other traffic is refused. Add what it connects to, and the pods that connect to it. */
export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels },
  spec: {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [pods('prometheus')], ports: [{ port: 'http' }] }],
    egress: [dns],
  },
} satisfies INetworkPolicy

export default defineComponent(name, [serviceAccount, service, networkPolicy, deployment, podDisruptionBudget])
`

if (import.meta.main) await runScript(newComponent)
