// The queries of KEDA: the Prometheus triggers of ScaledObjects.
import { contentOf, listOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { CheckContext } from '../engine/check.ts'
import { type HttpClient, serversBehind } from './client.ts'

export const kedaClients = (context: CheckContext): readonly HttpClient[] =>
  context.ofKind('ScaledObject', 'keda.sh').flatMap((object) =>
    listOf(mappingOf(contentOf(object).spec).triggers).flatMap((trigger, index): readonly HttpClient[] => {
      const { type, metadata, authenticationRef } = mappingOf(trigger)
      const { serverAddress, authModes, unsafeSsl } = mappingOf(metadata)
      const address = stringOf(serverAddress)
      if (type !== 'prometheus' || address === undefined) return []
      const at = (field: string) => ({ object, pointer: `/spec/triggers/${index}/${field}` })
      // A TriggerAuthentication has the names of Secrets. In this mode, a certificate and its key are required.
      const hasFiles = authModes === 'tls' && authenticationRef !== undefined
      return [
        {
          title: `ScaledObject/${object.object.metadata.name}`,
          place: at('metadata/serverAddress'),
          scheme: address.startsWith('https:') ? 'https' : 'http',
          tls: {
            containers: [],
            authority: hasFiles ? 'ca' : undefined,
            serverName: undefined,
            verifies: unsafeSsl !== 'true',
            hasCertificate: hasFiles,
            hasKey: hasFiles,
            place: at('metadata'),
          },
          servers: serversBehind(context, context.namespaceOf(object), address),
        },
      ]
    }),
  )
