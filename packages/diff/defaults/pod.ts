import { parseImage } from '@thanos-gitops/workloads'
import type { GoStruct, StructRules } from './struct-rules.ts'

// pkg/apis/core/v1/defaults.go and staging/src/k8s.io/api/core/v1/types.go of Kubernetes 1.36.

/** The tag of an image reference, as parsers.ParseImageName returns it: `latest` without tag and digest. */
const tagOf = (image: unknown): string => {
  const { tag, digest } = parseImage(String(image ?? ''))
  return tag ?? (digest === undefined ? 'latest' : '')
}

const pullPolicy = ({ image }: GoStruct): string => (tagOf(image) === 'latest' ? 'Always' : 'IfNotPresent')

const httpGet: StructRules = { defaults: { path: '/', scheme: 'HTTP' } }
const handler: StructRules = { fields: { httpGet } }
const probe: StructRules = {
  defaults: { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
  // A zero counts as absent, so the default replaces it.
  zero: ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'],
  fields: { httpGet },
}
const fieldRef: StructRules = { defaults: { apiVersion: 'v1' } }

export const container: StructRules = {
  defaults: {
    imagePullPolicy: pullPolicy,
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  },
  zero: ['workingDir', 'stdin', 'stdinOnce', 'tty'],
  empty: ['resources'],
  fields: {
    livenessProbe: probe,
    readinessProbe: probe,
    startupProbe: probe,
    lifecycle: { fields: { postStart: handler, preStop: handler } },
  },
  lists: {
    ports: { defaults: { protocol: 'TCP' }, zero: ['name', 'hostPort', 'hostIP'] },
    env: { zero: ['value'], fields: { valueFrom: { fields: { fieldRef } } } },
    volumeMounts: { zero: ['readOnly', 'subPath', 'subPathExpr'] },
  },
}

const mode: StructRules = { defaults: { defaultMode: 0o644 } }
const fileItems: StructRules = { lists: { items: { fields: { fieldRef } } } }

const volume: StructRules = {
  // A volume without a source is an empty directory.
  convert: (fields) => {
    if (Object.keys(fields).every((name) => name === 'name')) fields.emptyDir = {}
  },
  fields: {
    configMap: mode,
    secret: mode,
    downwardAPI: { ...mode, ...fileItems },
    hostPath: { defaults: { type: '' } },
    projected: {
      ...mode,
      lists: {
        sources: { fields: { serviceAccountToken: { defaults: { expirationSeconds: 3600 } }, downwardAPI: fileItems } },
      },
    },
    image: { defaults: { pullPolicy: ({ reference }) => (tagOf(reference) === 'latest' ? 'Always' : 'IfNotPresent') } },
    ephemeral: {
      fields: {
        volumeClaimTemplate: { fields: { spec: { defaults: { volumeMode: 'Filesystem' }, empty: ['resources'] } } },
      },
    },
  },
}

export const podSpec: StructRules = {
  defaults: {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  },
  zero: [
    'hostNetwork',
    'hostPID',
    'hostIPC',
    'nodeName',
    'hostname',
    'subdomain',
    'priorityClassName',
    'serviceAccountName',
    'serviceAccount',
  ],
  empty: ['securityContext'],
  // serviceAccount is the deprecated name of serviceAccountName. The server keeps both equal.
  convert: (fields) => {
    fields.serviceAccountName ??= fields.serviceAccount
    if (fields.serviceAccountName === undefined) delete fields.serviceAccountName
    delete fields.serviceAccount
  },
  lists: {
    containers: container,
    initContainers: container,
    ephemeralContainers: container,
    volumes: volume,
    tolerations: { zero: ['key', 'operator', 'value', 'effect'] },
  },
}

/** Unlike a Pod, a pod template gets no defaults for requests and service links. */
export const template: StructRules = { empty: ['metadata'], fields: { spec: podSpec } }

/** The spec of a Pod (SetDefaults_Pod). */
export const barePodSpec: StructRules = {
  ...podSpec,
  defaults: { ...podSpec.defaults, enableServiceLinks: true },
  lists: {
    ...podSpec.lists,
    containers: { ...container, convert: requestsFromLimits },
    initContainers: { ...container, convert: requestsFromLimits },
  },
}

function requestsFromLimits(fields: GoStruct): void {
  const resources = fields.resources as { limits?: GoStruct; requests?: GoStruct } | undefined
  if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests }
}
