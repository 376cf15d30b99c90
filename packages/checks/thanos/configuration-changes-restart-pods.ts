import { lastValue, type Program, type Workload } from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { thanosPrograms } from './components.ts'
import { configOf, hasConfig } from './config-documents.ts'

/** Thanos reads these once, when it starts. It reloads endpoints, hashrings and limits. */
const readAtStartup = [
  'objstore.config',
  'objstore-to.config',
  'index-cache.config',
  'store.caching-bucket.config',
  'selector.relabel-config',
  'query-range.response-cache-config',
  'labels.response-cache-config',
  'query-frontend.downstream-tripper-config',
  'tracing.config',
  'request.logging-config',
  'query.config',
  'alertmanagers.config',
  'alert.relabel-config',
  'remote-write.config',
  'receive.relabel-config',
]

export const configurationChangesRestartPods: Check = {
  name: 'configuration-changes-restart-pods',
  id: 'TH045',
  question: 'availability',
  severity: 'warning',
  why: 'Thanos reads this configuration once, when it starts. After a change, pods continue with the old configuration until something else restarts them.',
  remedy: 'Put the hash of the ConfigMap in an annotation of the pod, or in the name of the ConfigMap.',
  source: 'https://thanos.io/tip/components/rule.md/, https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos',
  *run(context) {
    const reported = new Set<string>()
    for (const program of thanosPrograms(context)) {
      const { workload } = program.container
      if (workload.replicas === undefined || hasConfigurationHash(workload)) continue
      for (const document of documentsOf(context, program)) {
        const { kind, metadata } = document.object.object
        const id = `${workload.kind}/${workload.name} ${metadata.name}`
        // kustomize appends a hash to the name of a generated ConfigMap, so a change creates another one.
        const hasHashInName = /-[a-z0-9]{10}$/.test(metadata.name)
        if (document.object === workload.object || reported.has(id) || hasHashInName) continue
        reported.add(id)
        yield {
          object: workload.object,
          pointer: `${workload.podPointer.replace(/\/spec$/, '')}/metadata`,
          message: `a change of ${kind}/${metadata.name} does not restart the pods that read it.`,
        }
      }
    }
  },
}

const hasConfigurationHash = ({ podAnnotations, object }: Workload): boolean =>
  [podAnnotations, object.object.metadata.annotations ?? {}]
    .flatMap(Object.entries<string>)
    .some(([key, value]) => /checksum|hash|reloader|config-version/i.test(key) || /^[0-9a-f]{16,64}$/.test(value))

function documentsOf(context: CheckContext, program: Program): EmbeddedDocument[] {
  const startupDocuments = readAtStartup
    .filter((flag) => hasConfig(program, flag))
    .flatMap((flag) => configOf(context, program, flag) ?? [])
  const isReloaded = program.container.workload.containers.some(({ imageReference }) =>
    /reload/.test(imageReference.name),
  )
  const rules = program.command === 'rule' && !isReloaded ? ruleDocuments(context, program) : []
  return [...startupDocuments, ...rules]
}

/** The rules of a ruler: the entries of ConfigMaps that are mounted in the folder of `--rule-file`. */
function ruleDocuments(context: CheckContext, program: Program): EmbeddedDocument[] {
  const folder = (lastValue(program, 'rule-file') ?? '').replace(/\/[^/]*$/, '')
  return context.documents.filter(
    (document) => folder !== '' && context.documentAt(program.container, `${folder}/${document.key}`) === document,
  )
}
