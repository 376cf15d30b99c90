import type { Sharding } from '@thanos-gitops/manifest'
import { durationSchema } from './duration-schema.ts'
import { closed, type JsonSchema } from './json-schema.ts'

const number = { type: 'integer', minimum: 2, maximum: 100 }

/** `shards` of a component. */
export const shardsSchema = (by: readonly Sharding[]): JsonSchema => ({
  description: 'A number of shards by hash, or what divides the data: base/shards.md.',
  anyOf: [
    number,
    closed({ by: { const: 'hash' }, count: number }, ['count']),
    ...(by.includes('time')
      ? [
          closed(
            {
              by: { const: 'time' },
              ages: {
                type: 'array',
                minItems: 1,
                items: durationSchema(),
                description: 'The ages at which the next shard begins, from the newest to the oldest blocks.',
              },
            },
            ['by', 'ages'],
          ),
        ]
      : []),
  ],
})

const count = {
  anyOf: [
    { type: 'integer', minimum: 1 },
    {
      type: 'string',
      pattern: '^\\d+(\\.\\d+)?[kMG]?$',
      patternErrorMessage: 'Write a number, or one with k, M or G after it, such as 50M.',
    },
  ],
}

export const storeSchema: JsonSchema = {
  description: 'Shards, groups of replicas and limits of the store gateway: base/shards.md.',
  ...closed({
    shards: shardsSchema(['hash', 'time']),
    group: { type: 'boolean', description: 'true: a query reads one replica of each shard. Default: all of them.' },
    limits: closed({
      series: { ...count, description: 'The most series that one request may read.' },
      samples: { ...count, description: 'The most samples that one request may read.' },
      downloadedBytes: { type: 'string', description: 'The most bytes that one request may download, such as 2GB.' },
    }),
  }),
}
