// Objects for the tests of both engines, which must return the same verdicts.

type Document = Record<string, unknown>

const podTemplate = {
  metadata: { labels: { app: 'thanos' } },
  spec: {
    terminationGracePeriodSeconds: 120,
    securityContext: { runAsUser: 1001, fsGroup: 1001, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'thanos',
        image: 'quay.io/thanos/thanos:v0.40.0',
        args: ['store', '--log.level=info'],
        ports: [{ name: 'grpc', containerPort: 10901 }],
        env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        resources: {
          requests: { cpu: '500m', memory: '2Gi' },
          limits: { memory: '2Gi', 'ephemeral-storage': '1.5e9' },
        },
        readinessProbe: { httpGet: { path: '/-/ready', port: 'http' }, periodSeconds: 5 },
        livenessProbe: { tcpSocket: { port: 10902 } },
        volumeMounts: [{ name: 'data', mountPath: '/var/thanos' }],
      },
    ],
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } },
      { name: 'config', configMap: { name: 'thanos', defaultMode: 0o440 } },
    ],
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { app: 'thanos' } },
      },
    ],
    tolerations: [{ key: 'dedicated', operator: 'Exists', effect: '' }],
  },
}

const metadata = { name: 'thanos', namespace: 'kube-monitor', labels: { app: 'thanos' } }
const selector = { matchLabels: { app: 'thanos' } }

export const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata,
  spec: {
    replicas: 3,
    serviceName: 'thanos',
    podManagementPolicy: 'Parallel',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Delete' },
    selector,
    template: podTemplate,
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '100Gi' } } },
      },
    ],
  },
}

export const good: readonly Document[] = [
  statefulSet,
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 0,
      selector,
      template: podTemplate,
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    },
  },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { maxUnavailable: 1, selector } },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'thanos-query' },
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      clusterIP: 'None',
      ports: [{ name: 'grpc', port: 10901, targetPort: 'grpc' }],
      selector: { app: 'thanos' },
    },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'objstore.yml': 'type: S3\n' }, binaryData: { x: 'aGk=' } },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...metadata, creationTimestamp: null },
    type: 'Opaque',
    data: { key: 'aGVs\nbG8=' },
  },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'system:thanos' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'thanos' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'thanos' },
    subjects: [{ kind: 'ServiceAccount', name: 'thanos', namespace: 'kube-monitor' }],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: 10901, protocol: 'TCP' }, { port: 'http' }] }],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: {
      rules: [
        {
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'thanos', port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Widget', plural: 'widgets' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: { type: 'object', properties: { spec: { type: 'array', items: { type: 'string' } } } },
          },
        },
      ],
    },
  },
  {
    apiVersion: 'objectbucket.io/v1alpha1',
    kind: 'ObjectBucketClaim',
    metadata,
    spec: {
      generateBucketName: 'thanos',
      storageClassName: 'rook-ceph-bucket-retain',
      additionalConfig: { maxSize: '1T' },
    },
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { ...metadata, finalizers: ['resources-finalizer.argocd.argoproj.io'] },
    spec: {
      project: 'monitoring',
      source: {
        repoURL: 'https://example.com/thanos-gitops',
        targetRevision: 'main',
        path: 'environments/blue/manifests',
      },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'kube-monitor' },
      syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['ServerSideApply=true'] },
    },
  },
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata,
    spec: { interval: '5m', url: 'https://example.com/thanos-gitops', ref: { branch: 'main' } },
  },
  {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata,
    spec: {
      interval: '10m',
      prune: true,
      path: './environments/blue/manifests',
      sourceRef: { kind: 'GitRepository', name: 'thanos' },
    },
  },
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata,
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
      target: { name: 'thanos' },
      data: [{ secretKey: 'key', remoteRef: { key: 'thanos', property: 'key' } }],
    },
  },
  {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata,
    spec: { encryptedData: { key: 'AgBy' }, template: { metadata: { name: 'thanos' } } },
  },
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata,
    spec: { selector, endpoints: [{ port: 'http', interval: '30s' }] },
  },
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata,
    spec: { groups: [{ name: 'thanos', rules: [{ alert: 'Down', expr: 'up == 0', for: '5m' }] }] },
  },
]

/** A copy of the StatefulSet with another value of the field at the path; undefined removes the field. */
const changed = (path: string, value: unknown): Document => {
  const copy = structuredClone(statefulSet) as Document
  const steps = path.split('.')
  let parent = copy
  for (const step of steps.slice(0, -1)) parent = parent[step] as Document
  if (value === undefined) delete parent[steps.at(-1)!]
  else parent[steps.at(-1)!] = value
  return copy
}

const container = 'spec.template.spec.containers.0'

/** Invalid objects, each with the pointer and the message of the problem. */
export const bad: readonly (readonly [document: Document, pointer: string, message: string])[] = [
  [changed('spec.replica', 3), '/spec/replica', 'unknown field replica'],
  [changed('spec.replicas', '3'), '/spec/replicas', 'must be an integer, found the string "3"'],
  [changed('spec.replicas', 1.5), '/spec/replicas', 'must be an integer, found the number 1.5'],
  [changed('spec.replicas', -1), '/spec/replicas', 'must not be negative, found -1'],
  [changed('spec.replicas', 2 ** 31), '/spec/replicas', 'must be at most 2147483647, found 2147483648'],
  [changed('spec.selector', undefined), '/spec', 'missing field selector'],
  [changed('spec.selector', null), '/spec/selector', 'must not be null'],
  [changed('metadata', undefined), '', 'missing field metadata'],
  [changed('metadata.name', undefined), '/metadata', 'missing field name'],
  [changed('metadata.name', ''), '/metadata/name', 'must not be empty'],
  [changed('metadata.labels.app', 1), '/metadata/labels/app', 'must be a string, found the number 1'],
  [
    changed('metadata.labels.app', 'a b'),
    '/metadata/labels/app',
    'must consist of letters, digits, -, _ and ., with a letter or digit at both ends, found the string "a b"',
  ],
  [
    changed('spec.podManagementPolicy', 'Paralel'),
    '/spec/podManagementPolicy',
    'must be one of OrderedReady, Parallel, found the string "Paralel"',
  ],
  [
    changed('spec.volumeClaimTemplates.0.spec.accessModes', ['RWO']),
    '/spec/volumeClaimTemplates/0/spec/accessModes/0',
    'must be one of ReadOnlyMany, ReadWriteMany, ReadWriteOnce, ReadWriteOncePod, found the string "RWO"',
  ],
  [
    changed('spec.volumeClaimTemplates.0.spec.resources.requests.storage', '0Gi'),
    '/spec/volumeClaimTemplates/0/spec/resources/requests/storage',
    'must be greater than zero, found 0Gi',
  ],
  [
    changed('spec.volumeClaimTemplates.0.spec.resources.requests.storage', '-5Gi'),
    '/spec/volumeClaimTemplates/0/spec/resources/requests/storage',
    'must not be negative, found -5Gi',
  ],
  [changed(`${container}.img`, 'x'), '/spec/template/spec/containers/0/img', 'unknown field img'],
  [
    changed(`${container}.name`, 'Thanos'),
    '/spec/template/spec/containers/0/name',
    'must consist of a-z, 0-9 and -, with a letter or digit at both ends, found the string "Thanos"',
  ],
  [
    changed(`${container}.args`, 'store'),
    '/spec/template/spec/containers/0/args',
    'must be a list, found the string "store"',
  ],
  [
    changed(`${container}.imagePullPolicy`, 'always'),
    '/spec/template/spec/containers/0/imagePullPolicy',
    'must be one of Always, IfNotPresent, Never, found the string "always"',
  ],
  [
    changed(`${container}.resources.requests.cpu`, '2 cores'),
    '/spec/template/spec/containers/0/resources/requests/cpu',
    'is not a quantity: "2 cores"',
  ],
  [
    changed(`${container}.resources.requests.cpu`, true),
    '/spec/template/spec/containers/0/resources/requests/cpu',
    'must be a quantity such as 500m or 2Gi, found true',
  ],
  [
    changed(`${container}.resources.requests.cpu`, -1),
    '/spec/template/spec/containers/0/resources/requests/cpu',
    'must not be negative, found -1',
  ],
  [
    changed(`${container}.readinessProbe.httpGet.port`, {}),
    '/spec/template/spec/containers/0/readinessProbe/httpGet/port',
    'must be an integer or a string, found an object',
  ],
  [
    changed(`${container}.readinessProbe.httpGet.port`, '8080'),
    '/spec/template/spec/containers/0/readinessProbe/httpGet/port',
    'must be a port number without quotes, or the name of a port (a-z, 0-9 and -), found the string "8080"',
  ],
  [
    changed(`${container}.ports.0.containerPort`, 70000),
    '/spec/template/spec/containers/0/ports/0/containerPort',
    'must be at most 65535, found 70000',
  ],
  [
    changed('spec.template.spec.volumes.1.configMap.defaultMode', 644),
    '/spec/template/spec/volumes/1/configMap/defaultMode',
    'must be at most 511, found 644',
  ],
  [
    changed('spec.template.spec.securityContext.runAsNonRoot', 'true'),
    '/spec/template/spec/securityContext/runAsNonRoot',
    'must be true or false, found the string "true"',
  ],
  [changed('kind', 'Statefulset'), '', ''],
  [changed('apiVersion', 'apps/v1beta1'), '', ''],
  [changed('kind', 'Widget'), '', ''],
  [{ apiVersion: 'v1', kind: 'Secret', metadata, data: { key: 'hello' } }, '/data/key', 'must be base64'],
  [
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { minAvailable: '120%' } },
    '/spec/minAvailable',
    'must be an integer or a percentage from 0% to 100%, found the string "120%"',
  ],
  [
    { apiVersion: 'objectbucket.io/v1alpha1', kind: 'ObjectBucketClaim', metadata, spec: { bucket: 'thanos' } },
    '/spec/bucket',
    'unknown field bucket',
  ],
  [
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata, spec: { project: 'x' } },
    '/spec',
    'missing field destination',
  ],
  [
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: { interval: '10 minutes', prune: true, sourceRef: { kind: 'GitRepository', name: 'x' } },
    },
    '/spec/interval',
    'must be a duration: numbers with units, found the string "10 minutes"',
  ],
  [
    { apiVersion: 'external-secrets.io/v1', kind: 'SecretStore', metadata, spec: { provider: {} } },
    '/spec/provider',
    'must have at least 1 field',
  ],
]
