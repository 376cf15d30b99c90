// For the tests of the checks that compare both ends of HTTPS: a query with a certificate, and its clients.
import { service, workload } from '../engine/testing.ts'

export const certificate = (
  name: string,
  names: string,
  issuer = '{kind: ClusterIssuer, name: internal-ca}',
): string => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: ${name}, namespace: monitoring}
spec: {secretName: ${name}-tls, dnsNames: [${names}], issuerRef: ${issuer}, usages: [server auth]}
---
`
const mount = 'volumeMounts: [{name: tls, mountPath: /tls}]'
const volume = (secret: string): string =>
  `volumes: [{name: tls, projected: {sources: [{secret: {name: ${secret}}}, {configMap: {name: web}}]}}]`

export const configMap = (name: string, key: string, document: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}, namespace: monitoring}
data: {${key}: '${document}'}
---
`

/** A query that serves TLS at 10902, with the name of its Service. */
export const query =
  certificate('query', 'thanos-query.monitoring.svc') +
  configMap('web', 'web.yaml', '{tls_server_config: {cert_file: /tls/tls.crt, key_file: /tls/tls.key}}') +
  service('thanos-query', 'ports: [{name: http, port: 9090, targetPort: 10902}]') +
  workload(
    'thanos-query',
    `image: quay.io/thanos/thanos:v0.42.4\nargs: [query, --http.config=/tls/web.yaml]\nports: [{name: http, containerPort: 10902}]\n${mount}`,
    volume('query-tls'),
  )

/** A query frontend with the settings of its connection to the query. */
export const frontend = (
  tripper: string,
  secret = 'query-tls',
  url = 'https://thanos-query.monitoring.svc:9090',
): string =>
  workload(
    'frontend',
    `image: quay.io/thanos/thanos:v0.42.4\nargs: [query-frontend, '--query-frontend.downstream-url=${url}', '--query-frontend.downstream-tripper-config=${tripper}']\n${mount}`,
    volume(secret),
  )

/** Prometheus with one scrape job for the pods of the namespace. */
export const scrape = (fields: string): string =>
  configMap(
    'prometheus',
    'prometheus.yaml',
    `{scrape_configs: [{job_name: pods, ${fields}, kubernetes_sd_configs: [{role: pod, namespaces: {names: [monitoring]}, selectors: [{role: pod, label: "app=thanos-query"}]}]}]}`,
  ) +
  workload(
    'prometheus',
    `image: quay.io/prometheus/prometheus:v3.13.2\nargs: [--config.file=/config/prometheus.yaml]\nvolumeMounts: [{name: config, mountPath: /config}, {name: tls, mountPath: /tls}]`,
    'volumes: [{name: config, configMap: {name: prometheus}}, {name: tls, secret: {secretName: query-tls}}]',
  )
