import { perContext } from '../engine/per-context.ts'
import type { HttpClient } from './client.ts'
import { gossipClients } from './gossip.ts'
import { kedaClients } from './keda-clients.ts'
import { monitorClients } from './monitor-clients.ts'
import { pageClients } from './page-clients.ts'
import { prometheusClients } from './prometheus-clients.ts'
import { thanosClients } from './thanos-clients.ts'

/** The HTTP connections between the programs of the manifests, and the gossip of Alertmanager, whose TLS has the same form. */
export const httpClientsIn = perContext((context): readonly HttpClient[] => [
  ...prometheusClients(context),
  ...monitorClients(context),
  ...thanosClients(context),
  ...pageClients(context),
  ...gossipClients(context),
  ...kedaClients(context),
])
