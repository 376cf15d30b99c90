import { presetNames } from '@thanos-gitops/workloads/sizing'
import { closed, type JsonSchema } from './json-schema.ts'

const count = {
  anyOf: [
    { type: 'number', minimum: 1 },
    {
      type: 'string',
      pattern: '^\\d+(\\.\\d+)?[kKMG]?$',
      patternErrorMessage: 'Write a number, or one with k, M or G after it, such as 3M.',
    },
  ],
}
const quantity = { type: ['string', 'number'] }

export const sizeSchema: JsonSchema = {
  description:
    'What is measured and queried. `check` compares the sizes of all components with it, and `thanos-gitops size` computes them.',
  anyOf: [
    { enum: presetNames },
    closed(
      {
        series: { ...count, description: 'Active series of one Prometheus replica, such as 3M.' },
        churn: {
          type: 'number',
          minimum: 0,
          description: 'New series in a day, as a part of the active ones. Default: 0.25.',
        },
        queriesPerSecond: {
          type: 'number',
          minimum: 0,
          description: 'Queries per second. Default: one for 300,000 series.',
        },
        queryRange: { type: 'string', description: 'The time range of a large query. Default: 1d.' },
        receiveSeries: { ...count, description: 'Active series that other clusters send to the receivers.' },
        largestNode: {
          ...closed({ cpu: quantity, memory: quantity }),
          description: 'What the largest node has for pods (allocatable). A pod that needs more is an error.',
        },
      },
      ['series'],
    ),
  ],
}
