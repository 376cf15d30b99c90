import type { Check } from '../engine/check.ts'

/** Images whose releases all have tags that begin with v, by the registry or organization that publishes them. */
const taggedWithV =
  /^(?:quay\.io\/(?:thanos\/thanos|prometheus\/[\w-]+|prometheus-operator\/[\w-]+)|(?:docker\.io\/)?(?:thanosio\/thanos|prom\/(?:prometheus|alertmanager|node-exporter|blackbox-exporter|pushgateway|memcached-exporter|statsd-exporter))|registry\.k8s\.io\/(?:kube-state-metrics|prometheus-adapter)\/[\w-]+)$/

/** Images whose releases have tags without v. */
const taggedWithoutV =
  /^(?:docker\.io\/)?(?:library\/)?(?:memcached|grafana\/(?:grafana|grafana-oss|grafana-enterprise))$/

export const imageTagsExist = {
  name: 'image-tags-exist',
  question: 'acceptance',
  severity: 'error',
  why: 'The publisher of the image tags all releases in one form. A tag of another form does not exist: the pods wait in ImagePullBackOff, and a rollout never finishes.',
  remedy: 'Use a tag that the publisher has.',
  source:
    'https://quay.io/repository/thanos/thanos?tab=tags, https://quay.io/repository/prometheus/prometheus?tab=tags',
  *run({ containers }) {
    for (const { name, image, imageReference, pointer, workload } of containers) {
      const { name: repository, tag, digest } = imageReference
      const intended = tag === undefined || digest !== undefined ? undefined : intendedTag(repository, tag)
      if (intended === undefined) continue
      yield {
        object: workload.object,
        pointer: `${pointer}/image`,
        cause: `image/${image}`,
        message: `container ${name} uses ${image}, but the tags of ${repository} ${intended.startsWith('v') ? 'begin with v' : 'do not begin with v'}.`,
        remedy: `Use the tag ${intended}.`,
      }
    }
  },
} satisfies Check

function intendedTag(repository: string, tag: string): string | undefined {
  if (/^\d+\.\d+\.\d+/.test(tag) && taggedWithV.test(repository)) return `v${tag}`
  if (/^v\d+\.\d+/.test(tag) && taggedWithoutV.test(repository)) return tag.slice(1)
  return undefined
}
