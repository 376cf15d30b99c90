import { describe, expect, it } from 'vitest'
import { programOfName } from './image-name.ts'

describe('programOfName', () => {
  it.each([
    // As the projects publish them.
    ['quay.io/thanos/thanos', 'thanos'],
    ['docker.io/prom/prometheus', 'prometheus'],
    ['quay.io/prometheus/alertmanager', 'alertmanager'],
    ['memcached', 'memcached'],
    ['docker.io/valkey/valkey', 'valkey'],
    ['docker.io/oliver006/redis_exporter', 'redis-exporter'],
    // A registry that keeps the path: ECR pull-through cache, GAR remote repository, Harbor proxy project.
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/quay/thanos/thanos', 'thanos'],
    ['europe-docker.pkg.dev/acme-prod/quay-remote/thanos/thanos', 'thanos'],
    ['harbor.example.com/proxy-quay/thanos/thanos', 'thanos'],
    ['localhost:5000/thanos', 'thanos'],
    // A registry or a copy script that flattens the path.
    ['acme.azurecr.io/mirror/thanos-thanos', 'thanos'],
    ['acr.example/mirror/quay.io-thanos-thanos', 'thanos'],
    ['acr.example/mirror/quay.io_thanos_thanos', 'thanos'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/quay-thanos-thanos', 'thanos'],
    ['europe-docker.pkg.dev/acme-prod/mirror/docker.io-prom-prometheus', 'prometheus'],
    ['acme.example.io/mirror/prom-prometheus', 'prometheus'],
    ['rancher/mirrored-prometheus-alertmanager', 'alertmanager'],
    ['registry.example.com/docker.io-library-memcached', 'memcached'],
    ['registry.example.com/acme-mirror-quay.io-thanos-thanos', 'thanos'],
    // Builds of others, and variants.
    ['cgr.dev/chainguard/prometheus-alertmanager', 'alertmanager'],
    ['registry.redhat.io/openshift4/ose-prometheus-rhel9', 'prometheus'],
    ['registry.example.com/thanos-linux-amd64', 'thanos'],
    ['registry.example.com/thanos-arm64-debug', 'thanos'],
    ['registry.example.com/Thanos', 'thanos'],
    ['registry.example.com/thanos-v0.42.4', 'thanos'],
    // Programs without a catalogue of flags.
    ['quay.io/prometheus-operator/prometheus-config-reloader', 'prometheus-config-reloader'],
    ['registry.example.com/quay.io-prometheus-operator-prometheus-config-reloader', 'prometheus-config-reloader'],
    ['docker.io/chrislusf/seaweedfs', 'seaweedfs'],
    ['weed', 'seaweedfs'],
    ['quay.io/prometheus/memcached-exporter', 'memcached-exporter'],
    // Other programs with one of the names in theirs.
    ['registry.example.com/myapp-thanos-plugin', undefined],
    ['registry.example.com/myapp-thanos', undefined],
    ['registry.example.com/prom-custom', undefined],
    ['registry.example.com/thanos-ui', undefined],
    ['registry.example.com/thanosaurus', undefined],
    ['quay.io/prometheus-operator/prometheus-operator', 'prometheus-operator'],
    ['registry.k8s.io/prometheus-adapter/prometheus-adapter', undefined],
    ['registry.example.com/alertmanager-to-teams', undefined],
    ['thanos/plugin', undefined],
    ['', undefined],
  ])('%s: %s', (image, program) => expect(programOfName(image)).toBe(program))
})
