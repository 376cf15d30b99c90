// A new component: a file in base/components that renders, and its line in base/index.ts.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { failure, main, type Script } from './script.ts'

export const newComponent: Script = {
  usage: 'new:component -- NAME',
  help: `Makes base/components/NAME.ts with a Deployment, its Service and its ServiceAccount, and lists it in base/index.ts as an optional
component: it is on where an environment.yaml names it.`,
  options: {},
  names: 1,
  run: ({ root, positionals, dryRun }) => Promise.resolve(create(root, positionals[0]!, dryRun)),
}

function create(root: string, name: string, dryRun: boolean): number {
  // A Service's name is a DNS label that begins with a letter.
  if (!/^[a-z]([-a-z0-9]{0,51}[a-z0-9])?$/.test(name))
    throw failure(
      'wrong-use',
      `${name} cannot be a component's name: its objects are called so.`,
      'Take lower-case letters, digits and -, a letter first, at most 53.',
    )
  const file = `base/components/${name}.ts`
  if (existsSync(join(root, file))) throw failure('wrong-use', `${file} is there already.`, 'Take another name.')
  const index = listed(readFileSync(join(root, 'base/index.ts'), 'utf8'), name)
  if (dryRun) {
    console.log(`would write ${file}\nwould list it in base/index.ts`)
    return 0
  }
  writeFileSync(join(root, file), sourceOf(name))
  writeFileSync(join(root, 'base/index.ts'), index)
  console.log(`${file} is written and listed in base/index.ts as optional.

Next:
  1. ${file}: the image, its arguments, ports and probes
  2. who talks to it: base/README.md, "Add a component"
  3. components: [${name}] in an environment.yaml, npx nx render, npm test`)
  return 0
}

const variableOf = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** base/index.ts with one import more, in the order of the files' names, and one more optional component. */
function listed(text: string, name: string): string {
  const imported = /^import \w+ from '\.\/components\/([-\w]+)\.ts'$/gm
  const line = `import ${variableOf(name)} from './components/${name}.ts'\n`
  const after = [...text.matchAll(imported)].find(([, other]) => other! > name)
  const optional = /^ {2}optional: \[([^\]]*)\],$/m.exec(text)
  const last = [...text.matchAll(imported)].at(-1)
  if (optional === null || last === undefined)
    throw failure(
      'base-unknown',
      'base/index.ts is not written as this script knows it.',
      `Add the import of components/${name}.ts and its place under optional by hand.`,
    )
  const at = after?.index ?? last.index + last[0].length + 1
  const withImport = text.slice(0, at) + line + text.slice(at)
  const names = optional[1]!.trim()
  return withImport.replace(optional[0], () => `  optional: [${names === '' ? '' : `${names}, `}${variableOf(name)}],`)
}

const sourceOf = (name: string): string => `// Say in one sentence what it is for.
import { defineComponent, inWave, setting } from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { labelsOf, selectorOf } from '../labels.ts'
import { containerDefaults, podDefaults, spread } from '../pod.ts'

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
  // Without it, it starts with the configuration, before Prometheus and the store gateway.
  metadata: { name, namespace, labels, annotations: inWave('queries') },
  spec: {
    replicas: 1,
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

export default defineComponent(name, [serviceAccount, service, deployment])
`

if (import.meta.main) await main(newComponent)
