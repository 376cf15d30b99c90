// For the tests of checks: manifests as YAML, and the problems in them.
import type { Environment } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import type { Check, CheckContext } from './check.ts'
import { type ContextInput, createContext } from './context.ts'
import { runChecks } from './run-checks.ts'

/** `line: message` of each problem that a check finds in a YAML stream. Throws for a stream with a syntax error. */
export function problemsIn(check: Check, yaml: string, options: Partial<ContextInput> = {}): string[] {
  const context = contextOf(yaml, options)
  return runChecks([check], context).findings.map(({ place, message }) => `${place?.line}: ${message}`)
}

/** The context of a YAML stream. Throws for a stream with a syntax error. */
export function contextOf(yaml: string, options: Partial<ContextInput> = {}): CheckContext {
  const { objects, findings } = readManifestText('a.yaml', yaml)
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join('\n'))
  return createContext({ objects, kubernetesVersion: '1.36', ...options })
}

/** An environment of this repository, for checks that judge its manifests differently. */
export const environment: Environment = {
  name: 'blue',
  cluster: 'blue',
  kubernetesVersion: '1.36',
  namespace: 'monitoring',
  formerNamespaces: [],
  clusterDomain: 'cluster.local',
  delivery: 'both',
  objectStorage: 'rook',
  objectStorageSettings: {},
  components: [],
  images: [],
}

/** The YAML of a workload with one container. Its pods have the label app with the name of the workload. */
export const workload = (name: string, container: string, pod = '', kind = 'Deployment', spec = ''): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: monitoring}
spec:
${indent(spec, 2)}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
${indent(pod, 6)}
      containers:
      - name: ${name}
${indent(container, 8)}
---
`

const indent = (text: string, columns: number): string => text.trim().replaceAll(/^/gm, ' '.repeat(columns))

/** The YAML of a Service that selects the pods with the label app. */
export const service = (name: string, spec: string, app = name): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: monitoring}
spec:
  selector: {app: ${app}}
${indent(spec, 2)}
---
`
