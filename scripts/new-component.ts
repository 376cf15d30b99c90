// A new component: a file in base/components that renders, and its line in base/index.ts.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { entryExists } from '@thanos-gitops/manifest'
import { indexFile, namesFile, withComponentName, withListedComponent } from '@thanos-gitops/render/edit'
import { failure } from './failure.ts'
import { repositoryRoot, scriptRootOption } from './script-options.ts'

export const newComponent = defineCommand(
  {
    name: 'new:component',
    summary: 'create an optional component',
    description:
      'Creates base/components/NAME.ts with a Deployment, its Service, ServiceAccount, PodDisruptionBudget and NetworkPolicy, and lists it in base/index.ts as an optional component: an environment has it if its environment.yaml lists it.',
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
  const file = `base/components/${name}.ts`
  if (entryExists(join(root, file))) throw failure('usage-error', `${file} exists already.`, 'Choose another name.')
  const index = listed(readFileSync(join(root, indexFile), 'utf8'), name)
  const names = withName(readFileSync(join(root, namesFile), 'utf8'), name)
  if (dryRun) {
    console.log(`would write ${file}\nwould list it in base/index.ts`)
    return 0
  }
  // A file that does not exist: no link is followed.
  writeFileSync(join(root, file), sourceOf(name), { flag: 'wx' })
  writeFileSync(join(root, indexFile), index)
  writeFileSync(join(root, namesFile), names)
  console.log(`${file} is written and listed in base/index.ts as optional.

Next:
  1. ${file}: set the comment, the image, its command, arguments, ports and probes
  2. base/README.md, "Add a component": connect it to the other components
  3. environments/<name>/environment.yaml: add ${name} to components
  4. npx nx render && npx nx check, then commit and open a pull request`)
  return 0
}

/** base/component-names.ts with one more name, in the order of the names. */
function withName(source: string, name: string): string {
  const changed = withComponentName(source, name)
  if (changed === undefined)
    throw failure(
      'base-unknown',
      `${namesFile} has no list of names with one name on each line.`,
      `Add '${name}' by hand.`,
    )
  return changed
}

/** base/index.ts with one import more, in the order of the files' names, and one more optional component. */
function listed(text: string, name: string): string {
  const changed = withListedComponent(text, name, 'optional')
  if (changed === undefined)
    throw failure(
      'base-unknown',
      'base/index.ts has no list optional: […] on one line, or no import of a component.',
      `Import components/${name}.ts and add it to optional by hand.`,
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
