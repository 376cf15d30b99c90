import { listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { inDocument } from '../thanos/places.ts'
import { documentsWith, provisionedDatasources } from './grafana.ts'

export const grafanaProvisioningIsValid: Check = {
  name: 'grafana-provisioning-is-valid',
  question: 'startup',
  severity: 'error',
  why: 'Grafana does not start with two default datasources, or with two that have one uid. It shows no dashboards of a provider whose folder does not exist.',
  remedy: 'Correct the provisioning file.',
  source: 'https://grafana.com/docs/grafana/latest/administration/provisioning/',
  *run(context) {
    yield* datasourceProblems(context)
    for (const document of documentsWith(context, 'providers')) yield* folderProblems(context, document)
  },
}

/** Each organization of each Grafana has one default datasource, and each uid once. */
function* datasourceProblems(context: CheckContext): Iterable<Problem> {
  const seen = new Map<string, string>()
  for (const { document, index, fields } of provisionedDatasources(context)) {
    const owner = `${context.namespaceOf(document.object)} ${String(fields.orgId ?? 1)}`
    const properties = [
      { field: 'isDefault', text: fields.isDefault === true ? 'is the default' : undefined },
      { field: 'uid', text: typeof fields.uid === 'string' ? `has the uid ${fields.uid}` : undefined },
    ]
    for (const { field, text } of properties) {
      if (text === undefined) continue
      const other = seen.get(`${owner} ${text}`)
      const name = String(fields.name)
      if (other !== undefined && other !== name)
        yield {
          ...inDocument(document, 'datasources', index, field),
          message: `the datasource ${name} ${text}, and ${other} too. Grafana does not start.`,
          remedy: field === 'uid' ? 'Give one of them another uid.' : 'Remove isDefault from one of them.',
        }
      seen.set(`${owner} ${text}`, name)
    }
  }
}

function* folderProblems(context: CheckContext, document: EmbeddedDocument): Iterable<Problem> {
  const containers = context.usersOf(document.object).flatMap((workload) => workload.containers)
  if (containers.length === 0) return
  for (const [index, provider] of listOf(mappingOf(document.value).providers).map(mappingOf).entries()) {
    const { path } = mappingOf(provider.options)
    if (typeof path !== 'string' || path.includes('$') || containers.some((container) => hasFolder(container, path)))
      continue
    yield {
      ...inDocument(document, 'providers', index, 'options', 'path'),
      message: `the provider ${String(provider.name)} reads ${path}, but no volume is mounted there.`,
      remedy: 'Mount the ConfigMap with the dashboards there, or correct the path.',
    }
  }
}

/** Whether a volume is mounted at a folder, above it or below it. */
const hasFolder = ({ mounts }: Container, path: string): boolean =>
  mounts.some(({ mountPath }) => isBelow(mountPath, path) || isBelow(path, mountPath))

const isBelow = (path: string, folder: string): boolean =>
  `${path.replace(/\/$/, '')}/`.startsWith(`${folder.replace(/\/$/, '')}/`)
