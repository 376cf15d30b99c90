// A component with kinds that the stack does not have, for procedures about them.
import type { Execution } from './execution.ts'

export const component = 'procedures'

const source = `import { defineComponent, setting } from '@thanos-gitops/manifest'
import { labelsOf, selectorOf } from '../labels.ts'
import { containerDefaults, podDefaults } from '../pod.ts'

const name = '${component}'
const namespace = setting('namespace')
const labels = labelsOf(name, 'verification')
const spec = {
  ...podDefaults,
  automountServiceAccountToken: false,
  containers: [{ ...containerDefaults, name, image: 'example.com/procedures:v1.0.0', args: ['one'], resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } } }],
}

const daemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name, namespace, labels },
  spec: { selector: { matchLabels: selectorOf(labels) }, template: { metadata: { labels }, spec } },
}

const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: name + '-job', namespace, labels },
  spec: { template: { metadata: { labels: { 'app.kubernetes.io/name': name + '-job' } }, spec: { ...spec, restartPolicy: 'Never' } } },
}

export default defineComponent(name, [daemonSet, job])
`

/** Adds the component to the base and to the environment of the rig. */
export async function addExtraObjects(execution: Execution): Promise<void> {
  await execution.run([`npm run --silent new:component -- ${component}`])
  execution.write(`base/own/${component}.ts`, source)
  execution.edit(execution.file('environment.yaml'), /^components:\n/m, `components:\n  - ${component}\n`)
}

/** Leaves the component in the base, where it has no effect. */
export function removeExtraObjects(execution: Execution): void {
  const file = execution.file('environment.yaml')
  execution.write(file, execution.read(file).replace(`  - ${component}\n`, ''))
}
