// A bucket whose Secret a person creates by hand or with `scripts/objstore-secret.ts`. environments/object-storage.md lists its
// keys.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('existing-secret', [])
