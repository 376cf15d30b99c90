// A bucket whose Secret a person creates by hand or with `scripts/objstore-secret.ts`: AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('existing-secret', [])
