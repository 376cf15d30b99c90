/** A StatefulSet in the namespace `shop` that runs a program of Thanos. */
export const thanosWorkload = (
  name: string,
  program: string,
  args: readonly string[],
  { replicas, env }: { readonly replicas?: number; readonly env?: readonly object[] } = {},
) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace: 'shop' },
  spec: {
    ...(replicas === undefined ? {} : { replicas }),
    serviceName: name,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: 'thanos',
            image: 'quay.io/thanos/thanos:v0.42.4',
            args: [program, '--wait', ...args],
            ...(env === undefined ? {} : { env }),
          },
        ],
      },
    },
  },
})
