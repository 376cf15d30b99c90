import type { Base } from '@thanos-gitops/manifest'
import type { ComponentName } from './component-names.ts'
import alertmanager from './components/alertmanager.ts'
import alertmanagerExistingSecret from './components/alertmanager-existing-secret.ts'
import alertmanagerExternalSecret from './components/alertmanager-external-secret.ts'
import alertmanagerSealedSecret from './components/alertmanager-sealed-secret.ts'
import backupExistingSecret from './components/backup-existing-secret.ts'
import backupExternalSecret from './components/backup-external-secret.ts'
import backupRookBucket from './components/backup-rook-bucket.ts'
import backupSealedSecret from './components/backup-sealed-secret.ts'
import backupWorkloadIdentity from './components/backup-workload-identity.ts'
import certManagerCa from './components/cert-manager-ca.ts'
import certManagerIssuer from './components/cert-manager-issuer.ts'
import existingSecret from './components/existing-secret.ts'
import externalSecret from './components/external-secret.ts'
import grafana from './components/grafana.ts'
import grafanaExistingSecret from './components/grafana-existing-secret.ts'
import grafanaExternalSecret from './components/grafana-external-secret.ts'
import grafanaSealedSecret from './components/grafana-sealed-secret.ts'
import kubeStateMetrics from './components/kube-state-metrics.ts'
import memcached from './components/memcached.ts'
import namespace from './components/namespace.ts'
import nodeExporter from './components/node-exporter.ts'
import oauth2ProxyAlertmanager from './components/oauth2-proxy-alertmanager.ts'
import oauth2ProxyExistingSecret from './components/oauth2-proxy-existing-secret.ts'
import oauth2ProxyExternalSecret from './components/oauth2-proxy-external-secret.ts'
import oauth2ProxyGrafana from './components/oauth2-proxy-grafana.ts'
import oauth2ProxyPrometheus from './components/oauth2-proxy-prometheus.ts'
import oauth2ProxyQuery from './components/oauth2-proxy-query.ts'
import oauth2ProxySealedSecret from './components/oauth2-proxy-sealed-secret.ts'
import operatorMonitors from './components/operator-monitors.ts'
import priorityClasses from './components/priority-classes.ts'
import prometheus from './components/prometheus.ts'
import rookBucket from './components/rook-bucket.ts'
import sealedSecret from './components/sealed-secret.ts'
import seaweedfs from './components/seaweedfs.ts'
import thanosBucketReplicate from './components/thanos-bucket-replicate.ts'
import thanosBucketWeb from './components/thanos-bucket-web.ts'
import thanosCompact from './components/thanos-compact.ts'
import thanosObjstore from './components/thanos-objstore.ts'
import thanosQuery from './components/thanos-query.ts'
import thanosQueryFrontend from './components/thanos-query-frontend.ts'
import thanosQueryGlobal from './components/thanos-query-global.ts'
import thanosReceive from './components/thanos-receive.ts'
import thanosRule from './components/thanos-rule.ts'
import thanosStore from './components/thanos-store.ts'
import valkey from './components/valkey.ts'
import workloadIdentity from './components/workload-identity.ts'
import { imported, own } from './own/index.ts'

export const base = {
  required: [namespace, thanosObjstore, prometheus, thanosStore, thanosCompact, thanosQuery],
  optional: [
    thanosQueryFrontend,
    thanosQueryGlobal,
    thanosRule,
    alertmanager,
    thanosReceive,
    kubeStateMetrics,
    nodeExporter,
    priorityClasses,
    grafana,
    thanosBucketReplicate,
    operatorMonitors,
    thanosBucketWeb,
    memcached,
    valkey,
  ],
  alternatives: [['memcached', 'valkey']],
  own,
  imported,
  objectStorage: {
    rook: rookBucket,
    seaweedfs,
    'existing-secret': existingSecret,
    'external-secret': externalSecret,
    'sealed-secret': sealedSecret,
    'workload-identity': workloadIdentity,
  },
  backup: {
    rook: backupRookBucket,
    'existing-secret': backupExistingSecret,
    'external-secret': backupExternalSecret,
    'sealed-secret': backupSealedSecret,
    'workload-identity': backupWorkloadIdentity,
  },
  receiverSecrets: {
    'existing-secret': alertmanagerExistingSecret,
    'external-secret': alertmanagerExternalSecret,
    'sealed-secret': alertmanagerSealedSecret,
  },
  pages: {
    prometheus: oauth2ProxyPrometheus,
    alertmanager: oauth2ProxyAlertmanager,
    query: oauth2ProxyQuery,
    grafana: oauth2ProxyGrafana,
  },
  certificates: { 'own-ca': certManagerCa, issuer: certManagerIssuer },
  accessSecrets: {
    'existing-secret': oauth2ProxyExistingSecret,
    'external-secret': oauth2ProxyExternalSecret,
    'sealed-secret': oauth2ProxySealedSecret,
  },
  grafanaSecrets: {
    'existing-secret': grafanaExistingSecret,
    'external-secret': grafanaExternalSecret,
    'sealed-secret': grafanaSealedSecret,
  },
} satisfies Base<ComponentName>
