const labels = { 'app.kubernetes.io/name': 'web' }

/** A compactor that reads its bucket from the ConfigMap of `objstoreOf`. */
export const compactor = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web', namespace: 'shop', labels },
  spec: {
    serviceName: 'web',
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: 'thanos-compact',
            image: 'quay.io/thanos/thanos:v0.42.4',
            args: ['compact', '--wait', '--objstore.config-file=/etc/thanos/objstore.yaml'],
            volumeMounts: [{ name: 'objstore', mountPath: '/etc/thanos' }],
          },
        ],
        volumes: [{ name: 'objstore', configMap: { name: 'web' } }],
      },
    },
  },
}

/** @param configuration a document, or its text */
export const objstoreOf = (configuration: unknown) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'web', namespace: 'shop', labels },
  data: { 'objstore.yaml': configuration },
})
