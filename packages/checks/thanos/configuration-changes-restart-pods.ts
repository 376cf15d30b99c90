import { lastValue, type Program } from '@thanos-gitops/workloads'
import type { Check, CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { configOf, hasConfig, thanos } from './stack.ts'

/** Read once at the start. Endpoints, hashrings and limits are read again by Thanos itself. */
const readOnce = [
  'objstore.config',
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
  severity: 'warning',
  why: 'Thanos reads this configuration once: a change reaches the cluster, and the pods go on as before until something else restarts them.',
  remedy: 'Put the hash of the ConfigMap into an annotation of the pod, or into the name of the ConfigMap.',
  source: 'https://thanos.io/tip/components/rule.md/, https://github.com/thanos-io/thanos/blob/v0.42.4/cmd/thanos',
  *run(context) {
    const reported = new Set<string>()
    for (const program of thanos(context)) {
      const { workload } = program.container
      const isRolled = [
        ...Object.entries(workload.podAnnotations),
        ...Object.entries(workload.object.object.metadata.annotations ?? {}),
      ].some(([key, value]) => /checksum|hash|reloader|config-version/i.test(key) || /^[0-9a-f]{16,64}$/.test(value))
      if (workload.replicas === undefined || isRolled) continue
      for (const document of documentsOf(context, program)) {
        const { kind, metadata } = document.object.object
        const id = `${workload.kind}/${workload.name} ${metadata.name}`
        // A name with a hash is another name for other content: kustomize's generators.
        if (document.object === workload.object || reported.has(id) || /-[a-z0-9]{10}$/.test(metadata.name)) continue
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

function documentsOf(context: CheckContext, program: Program): EmbeddedDocument[] {
  const once = readOnce
    .filter((flag) => hasConfig(program, flag))
    .flatMap((flag) => configOf(context, program, flag) ?? [])
  const isReloaded = program.container.workload.containers.some(({ imageReference }) =>
    /reload/.test(imageReference.name),
  )
  const rules = program.command === 'rule' && !isReloaded ? ruleDocuments(context, program) : []
  return [...once, ...rules]
}

/** The rules of a ruler: any entry of a ConfigMap that is mounted where `--rule-file` looks. */
function ruleDocuments(context: CheckContext, program: Program): EmbeddedDocument[] {
  const folder = (lastValue(program, 'rule-file') ?? '').replace(/\/[^/]*$/, '')
  return context.documents.filter(
    (document) => folder !== '' && context.documentAt(program.container, `${folder}/${document.key}`) === document,
  )
}
