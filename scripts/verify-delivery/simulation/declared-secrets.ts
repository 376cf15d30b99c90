// Simulates the team that creates the Secrets that exceptions.yaml declares, in each namespace of an environment.
import type { ApiClient } from '../api-client.ts'
import { type Repetition, repeat } from './repeat.ts'
import { WatchedObjects } from './watched-objects.ts'

export interface DeclaredSecret {
  readonly name: string
  readonly keys: readonly string[]
}

/** The annotation of a namespace that an environment renders. */
const annotation = 'thanos-gitops/cluster'

export function createDeclaredSecrets(
  client: ApiClient,
  secrets: readonly DeclaredSecret[],
): { stop(): Promise<void> } {
  const namespaces: WatchedObjects = new WatchedObjects(client, '/api/v1/namespaces', () => work.request())
  const done = new Set<string>()
  const work: Repetition = repeat('declared Secrets', async () => {
    for (const { metadata } of namespaces.values()) {
      if (metadata.annotations?.[annotation] === undefined || done.has(metadata.uid)) continue
      for (const { name, keys } of secrets) {
        const stringData = Object.fromEntries(keys.map((key) => [key, 'simulated']))
        await client.send('POST', `/api/v1/namespaces/${metadata.name}/secrets`, { metadata: { name }, stringData })
      }
      done.add(metadata.uid)
    }
  })
  namespaces.start()
  return {
    async stop() {
      await work.stop()
      await namespaces.stop()
    },
  }
}
