// A second bucket whose Secret a person or another tool creates. environments/object-storage.md lists its keys.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('backup-existing-secret', [])
