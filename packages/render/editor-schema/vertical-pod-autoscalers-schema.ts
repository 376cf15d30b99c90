import { controlledResources, updateModes } from '@thanos-gitops/manifest'
import { closed, type JsonSchema } from './json-schema.ts'

const amounts = (description: string): JsonSchema => ({
  description,
  ...closed({
    cpu: { type: ['string', 'number'], description: 'Processors, such as "4" or 500m.' },
    memory: { type: ['string', 'number'], description: 'Bytes, such as 16Gi.' },
  }),
})

/** `verticalPodAutoscalers`: environments/scheduling.md. */
export const verticalPodAutoscalersSchema: JsonSchema = {
  description: 'A VerticalPodAutoscaler for each workload: environments/scheduling.md.',
  ...closed({
    updateMode: {
      enum: updateModes,
      description:
        'Off: recommendations only. Initial: requests of new pods. Recreate: it also evicts pods. InPlaceOrRecreate: it changes running pods where the cluster can. Default: Off.',
    },
    controlledResources: {
      type: 'array',
      items: { enum: controlledResources },
      minItems: 1,
      uniqueItems: true,
      description: 'The requests that it recommends and changes. Default: cpu and memory.',
    },
    minAllowed: amounts('The least request of a container.'),
    maxAllowed: amounts('The largest request of a container. cpu is required unless updateMode is Off.'),
  }),
}
