// The password of Grafana's administrator in a Secret that a person or another tool creates.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('grafana-existing-secret', [])
