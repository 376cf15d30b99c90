// Grafana: dashboards of the stack and of teams. Its state comes from git, and people log in again after a restart.
import {
  type ConfigMapWithDocuments,
  contentHash,
  defineComponent,
  inWave,
  setting,
  trueWith,
} from '@thanos-gitops/manifest'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { forQueryOfPeople, hostOf, queryHttp } from '../addresses.ts'
import { alsoOnlyWithout, eachOnlyWithout, onlyWith, onlyWithout } from '../component-names.ts'
import { dashboardOf, datasource } from '../dashboard.ts'
import alertmanager from '../dashboards/alertmanager.json' with { type: 'json' }
import kubernetesApiServer from '../dashboards/kubernetes-api-server.json' with { type: 'json' }
import kubernetesContainers from '../dashboards/kubernetes-containers.json' with { type: 'json' }
import kubernetesKubelet from '../dashboards/kubernetes-kubelet.json' with { type: 'json' }
import kubernetesWorkloads from '../dashboards/kubernetes-workloads.json' with { type: 'json' }
import memcached from '../dashboards/memcached.json' with { type: 'json' }
import nodes from '../dashboards/nodes.json' with { type: 'json' }
import prometheus from '../dashboards/prometheus.json' with { type: 'json' }
import thanosBucketReplicate from '../dashboards/thanos-bucket-replicate.json' with { type: 'json' }
import thanosCompact from '../dashboards/thanos-compact.json' with { type: 'json' }
import thanosOverview from '../dashboards/thanos-overview.json' with { type: 'json' }
import thanosQuery from '../dashboards/thanos-query.json' with { type: 'json' }
import thanosQueryFrontend from '../dashboards/thanos-query-frontend.json' with { type: 'json' }
import thanosReceive from '../dashboards/thanos-receive.json' with { type: 'json' }
import thanosRule from '../dashboards/thanos-rule.json' with { type: 'json' }
import thanosSidecar from '../dashboards/thanos-sidecar.json' with { type: 'json' }
import thanosStore from '../dashboards/thanos-store.json' with { type: 'json' }
import valkey from '../dashboards/valkey.json' with { type: 'json' }
import { labelsOf, selectorOf } from '../labels.ts'
import { dns, pods, toQueryOfPeople } from '../network.ts'
import { containerDefaults, goMemoryLimit, podDefaults } from '../pod.ts'
import { scrapeInterval } from '../scrape.ts'
import { certificateOf, certificateVolume, grafanaServerTls, probeScheme, tlsFiles, tlsMount } from '../tls.ts'
import { verticalAutoscalerOf } from '../vertical-autoscaling.ts'
import { withoutSubstitution } from '../without-substitution.ts'
import { queriesPriority } from './priority-classes.ts'
import { service as queryFrontend } from './thanos-query-frontend.ts'

const name = 'grafana'
const namespace = setting('namespace')
const labels = labelsOf(name, 'dashboards')
const selector = selectorOf(labels)

export const http = { name: 'http', port: 3000, targetPort: 'http' }

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
  spec: { selector, ports: [http] },
} satisfies IService

const thanos = {
  name: 'Thanos',
  ...datasource,
  access: 'proxy',
  isDefault: true,
  editable: false,
  jsonData: {
    httpMethod: 'POST',
    // Prometheus and the ruler evaluate rules, and git has them.
    manageAlerts: false,
    prometheusType: 'Thanos',
    prometheusVersion: '0.42.4',
    // The shortest step, and the base of $__rate_interval.
    timeInterval: scrapeInterval,
    queryTimeout: '2m',
    tlsAuthWithCACert: onlyWith('tls', trueWith('tls')),
  },
  secureJsonData: onlyWith('tls', { tlsCACert: `$__file{${tlsFiles.authority}}` }),
}

/** Grafana reads these files when it starts. */
export const provisioning = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data: {
    'datasources.yaml': {
      apiVersion: 1,
      // A datasource that is renamed or removed here is removed from Grafana.
      prune: true,
      datasources: [
        onlyWith('thanos-query-frontend', {
          ...thanos,
          url: `${setting('scheme')}://${hostOf(queryFrontend)}:${queryHttp.port}`,
        }),
        ...forQueryOfPeople((url) => ({ ...thanos, url })).map((datasource) =>
          alsoOnlyWithout('thanos-query-frontend', datasource),
        ),
      ],
    },
    'dashboards.yaml': {
      apiVersion: 1,
      providers: [folder('Thanos'), folder('Prometheus'), folder('Kubernetes'), folder('Teams')],
    },
  },
} satisfies ConfigMapWithDocuments

/** A folder of Grafana with the dashboards in a ConfigMap. Grafana reads changed files while it runs. */
function folder(title: string) {
  const uid = title.toLowerCase()
  return {
    name: uid,
    folder: title,
    folderUid: uid,
    type: 'file',
    allowUiUpdates: false,
    updateIntervalSeconds: 30,
    options: { path: `/etc/grafana/dashboards/${uid}` },
  }
}

export const thanosDashboards = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'grafana-dashboards-thanos', namespace, labels, annotations: withoutSubstitution },
  data: {
    'thanos-overview.json': dashboardOf(thanosOverview),
    'thanos-query.json': dashboardOf(thanosQuery),
    'thanos-query-frontend.json': onlyWith('thanos-query-frontend', dashboardOf(thanosQueryFrontend)),
    'thanos-store.json': dashboardOf(thanosStore),
    'thanos-sidecar.json': onlyWithout('prometheus.agent', dashboardOf(thanosSidecar)),
    'thanos-compact.json': dashboardOf(thanosCompact),
    'thanos-rule.json': onlyWith('thanos-rule', dashboardOf(thanosRule)),
    'thanos-receive.json': onlyWith('thanos-receive', dashboardOf(thanosReceive)),
    'thanos-bucket-replicate.json': onlyWith('thanos-bucket-replicate', dashboardOf(thanosBucketReplicate)),
    'memcached.json': onlyWith('memcached', dashboardOf(memcached)),
    'valkey.json': onlyWith('valkey', dashboardOf(valkey)),
  },
} satisfies ConfigMapWithDocuments

export const prometheusDashboards = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'grafana-dashboards-prometheus', namespace, labels, annotations: withoutSubstitution },
  data: {
    'prometheus.json': dashboardOf(prometheus),
    'alertmanager.json': onlyWith('alertmanager', dashboardOf(alertmanager)),
  },
} satisfies ConfigMapWithDocuments

export const kubernetesDashboards = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'grafana-dashboards-kubernetes', namespace, labels, annotations: withoutSubstitution },
  data: {
    'kubernetes-api-server.json': dashboardOf(kubernetesApiServer),
    'kubernetes-containers.json': dashboardOf(kubernetesContainers),
    'kubernetes-kubelet.json': dashboardOf(kubernetesKubelet),
    'kubernetes-workloads.json': onlyWith('kube-state-metrics', dashboardOf(kubernetesWorkloads)),
    'nodes.json': onlyWith('node-exporter', dashboardOf(nodes)),
  },
} satisfies ConfigMapWithDocuments

const secretFolder = '/etc/grafana-secret'

export const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels, annotations: inWave('queries') },
  spec: {
    // Replicas would need a common database for their sessions.
    replicas: 1,
    selector: { matchLabels: selector },
    template: {
      // The dashboards are not part of the hash: Grafana reads them while it runs.
      metadata: { labels, annotations: { [`checksum/${name}`]: contentHash(provisioning) } },
      spec: {
        ...podDefaults,
        priorityClassName: queriesPriority,
        automountServiceAccountToken: false,
        serviceAccountName: serviceAccount.metadata.name,
        terminationGracePeriodSeconds: 30,
        containers: [
          {
            ...containerDefaults,
            name,
            image: 'docker.io/grafana/grafana:13.2.2',
            env: [
              goMemoryLimit,
              { name: 'GF_SECURITY_ADMIN_PASSWORD__FILE', value: `${secretFolder}/password` },
              { name: 'GF_SECURITY_DISABLE_GRAVATAR', value: 'true' },
              onlyWith('externalUrls.grafana', {
                name: 'GF_SERVER_ROOT_URL',
                value: setting('externalUrls.grafana'),
              }),
              // People who signed in at the proxy can see the dashboards. Other pods could read the same data from the query.
              onlyWith('oauth2-proxy-grafana', { name: 'GF_AUTH_ANONYMOUS_ENABLED', value: 'true' }),
              { name: 'GF_LOG_MODE', value: 'console' },
              ...grafanaServerTls,
              // Alerts are rules in git, which Prometheus and the ruler evaluate.
              { name: 'GF_UNIFIED_ALERTING_ENABLED', value: 'false' },
              // No requests to grafana.com: no statistics, no news, no plugins that are installed at the start.
              { name: 'GF_ANALYTICS_REPORTING_ENABLED', value: 'false' },
              { name: 'GF_ANALYTICS_CHECK_FOR_UPDATES', value: 'false' },
              { name: 'GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES', value: 'false' },
              { name: 'GF_NEWS_NEWS_FEED_ENABLED', value: 'false' },
              { name: 'GF_PLUGINS_PLUGIN_ADMIN_ENABLED', value: 'false' },
              { name: 'GF_PLUGINS_PREINSTALL_DISABLED', value: 'true' },
            ],
            ports: [{ name: 'http', containerPort: http.port }],
            livenessProbe: {
              httpGet: { path: '/healthz', port: 'http', scheme: probeScheme },
              failureThreshold: 10,
              periodSeconds: 15,
              timeoutSeconds: 3,
            },
            // Also checks the database.
            readinessProbe: {
              httpGet: { path: '/api/health', port: 'http', scheme: probeScheme },
              failureThreshold: 20,
              periodSeconds: 5,
              timeoutSeconds: 3,
            },
            resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
            volumeMounts: [
              { name: 'data', mountPath: '/var/lib/grafana' },
              { name: 'tmp', mountPath: '/tmp' },
              { name: 'password', mountPath: secretFolder, readOnly: true },
              { name: 'datasources', mountPath: '/etc/grafana/provisioning/datasources', readOnly: true },
              { name: 'dashboards', mountPath: '/etc/grafana/provisioning/dashboards', readOnly: true },
              { name: 'dashboards-thanos', mountPath: '/etc/grafana/dashboards/thanos', readOnly: true },
              { name: 'dashboards-prometheus', mountPath: '/etc/grafana/dashboards/prometheus', readOnly: true },
              { name: 'dashboards-kubernetes', mountPath: '/etc/grafana/dashboards/kubernetes', readOnly: true },
              { name: 'dashboards-teams', mountPath: '/etc/grafana/dashboards/teams', readOnly: true },
              tlsMount,
            ],
          },
        ],
        volumes: [
          { name: 'data', emptyDir: {} },
          { name: 'tmp', emptyDir: {} },
          { name: 'password', secret: { secretName: setting('grafana.secrets.secret') } },
          {
            name: 'datasources',
            configMap: {
              name: provisioning.metadata.name,
              items: [{ key: 'datasources.yaml', path: 'datasources.yaml' }],
            },
          },
          {
            name: 'dashboards',
            configMap: {
              name: provisioning.metadata.name,
              items: [{ key: 'dashboards.yaml', path: 'dashboards.yaml' }],
            },
          },
          { name: 'dashboards-thanos', configMap: { name: thanosDashboards.metadata.name } },
          { name: 'dashboards-prometheus', configMap: { name: prometheusDashboards.metadata.name } },
          { name: 'dashboards-kubernetes', configMap: { name: kubernetesDashboards.metadata.name } },
          // The dashboards of teams: any component, or any other source, can provide this ConfigMap.
          { name: 'dashboards-teams', configMap: { name: 'grafana-dashboards-teams', optional: true } },
          certificateVolume(name),
        ],
      },
    },
  },
} satisfies IDeployment

export const networkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace, labels },
  spec: {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [pods('prometheus'), onlyWith('oauth2-proxy-grafana', pods('oauth2-proxy-grafana'))],
        ports: [{ port: 'http' }],
      },
    ],
    egress: [
      dns,
      onlyWith('thanos-query-frontend', { to: [pods('thanos-query-frontend')], ports: [{ port: 'http' }] }),
      ...eachOnlyWithout('thanos-query-frontend', toQueryOfPeople()),
    ],
  },
} satisfies INetworkPolicy

export default defineComponent(name, [
  serviceAccount,
  service,
  certificateOf(name, labels, [service]),
  provisioning,
  thanosDashboards,
  prometheusDashboards,
  kubernetesDashboards,
  networkPolicy,
  deployment,
  verticalAutoscalerOf(deployment),
])
