// A second bucket whose Secret a person or another tool creates: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
import { defineComponent } from '@thanos-gitops/manifest'

export default defineComponent('backup-existing-secret', [])
