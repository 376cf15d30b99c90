// The source files of the first environment: those of the template, with what the team chose.
import type { ImageOverride } from '@thanos-gitops/manifest'
import { stringify } from 'yaml'
import { newEnvironmentFiles, type SourceFiles, templateSource } from '../new-environment/files.ts'
import type { Adoption } from './adoption.ts'
import { exceptionsOf } from './exceptions.ts'
import { inOneLine } from './in-one-line.ts'
import { heartbeatKey } from './receiver.ts'

export function environmentFiles(adoption: Adoption): SourceFiles {
  const { name, series, retention } = adoption
  const files = newEnvironmentFiles({ name, cluster: name, source: templateSource('cluster'), series, retention })
  return new Map([
    ...files,
    ['environment.yaml', withSettings(files.get('environment.yaml')!, adoption)],
    ['exceptions.yaml', exceptionsOf(adoption)],
    ['patches/storage.yaml', withStorageClass(files.get('patches/storage.yaml') ?? '', adoption.storageClass)],
  ])
}

function withSettings(settings: string, { name, objectStorage, receiver, ...adoption }: Adoption): string {
  const values = {
    kubernetesVersion: adoption.kubernetes,
    namespace: adoption.namespace,
    delivery: adoption.delivery,
    objectStorage: objectStorageValue(objectStorage),
  }
  const blocks: readonly (readonly [key: string, content: string])[] = [
    ...Object.entries(values).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, stringify({ [key]: value }, { lineWidth: 0 })] as const],
    ),
    ['alerting', alertingBlock(receiver)],
  ]
  const comment = `# ${name}: describe what the cluster is for and how large it is.`
  return blocks.reduce(
    (text, [key, content]) => withBlock(text, key, content),
    settings.replace(/^# .*copied from .*$/m, comment),
  )
}

const objectStorageValue = ({ provider, fields }: Adoption['objectStorage']): unknown =>
  Object.keys(fields).length === 0 ? provider : { provider, ...fields }

/** The receiver, and the service that notices when all messages stop. Written as in environments/alerting.md. */
function alertingBlock({ kind, integration }: Adoption['receiver']): string {
  return `alerting:
  receivers:
    - name: ${kind.replace(/_configs$/, '')}
      ${kind}: ${inOneLine([integration])}
    # A service outside the cluster that notifies you when its messages stop.
    - name: heartbeat
      webhook_configs: [{url: {key: ${heartbeatKey}}, send_resolved: false}]
  deadMansSwitch: heartbeat
`
}

/** Replaces a field of the settings and the lines below it. Comments above it stay. */
function withBlock(settings: string, key: string, content: string): string {
  const block = new RegExp(`^${key}:.*\n(?:[ ].*\n)*`, 'm')
  if (!block.test(settings)) throw new Error(`The template has no field ${key}.`)
  return settings.replace(block, () => content)
}

/** The settings with images from a mirror at their end. */
export const withImages = (settings: string, images: readonly ImageOverride[]): string =>
  images.length === 0 ? settings : `${settings}${stringify({ images }, { lineWidth: 0 })}`

/** The template has the patch as a comment, which ends before the first patch. */
function withStorageClass(patches: string, storageClass: string | undefined): string {
  if (storageClass === undefined) return patches
  const [schema = '', ...rest] = patches.split('\n')
  const others = rest.slice(rest.findIndex((line) => !line.startsWith('#'))).join('\n')
  return `${schema}
# \`expect\` is the number of StatefulSets: prometheus, thanos-store, thanos-compact, thanos-rule, alertmanager.
- target: {kind: StatefulSet, expect: 5}
  patch:
    - op: replace
      path: /spec/volumeClaimTemplates/0/spec/storageClassName
      value: ${storageClass}
${others}`
}
