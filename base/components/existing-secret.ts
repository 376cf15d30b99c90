// A bucket whose Secret somebody puts there by hand or by `scripts/objstore-secret.ts`: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('existing-secret', [])
