// One environment: its settings, the topology, its objects and findings.
import type { Overview, PictureEdge, PictureNode, StoredEnvironment, StoredPicture } from '../stored.ts'
import { FindingsTable } from './checks-view.tsx'
import type { Column } from './column.ts'
import { DataTable } from './data-table.tsx'
import { bytesText, coresText, costText, counted } from './format.ts'
import { ObjectsTable, objectNumber } from './objects-view.tsx'
import { Picture } from './picture.tsx'
import { hrefOf, type Route } from './route.ts'
import { Filter } from './ui.tsx'

export function EnvironmentView({ overview, route }: { readonly overview: Overview; readonly route: Route }) {
  const environment = overview.environments.find(({ name }) => name === route.id)
  if (environment === undefined) return <p>There is no environment {route.id}.</p>
  return (
    <>
      <h1>{environment.name}</h1>
      <Facts overview={overview} environment={environment} />
      <Topology overview={overview} environment={environment} hasTitle />
      {overview.checks !== undefined && (
        <>
          <h2>Findings</h2>
          <FindingsTable overview={overview} environment={environment.name} filter="" />
        </>
      )}
      <h2>Objects</h2>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <Filter label="Filter" name="q" value={route.query.q ?? ''} />
      </form>
      <ObjectsTable overview={overview} environment={environment} filter={route.query.q ?? ''} />
    </>
  )
}

function Facts({ overview, environment }: { readonly overview: Overview; readonly environment: StoredEnvironment }) {
  const { total, pin } = environment
  const facts: readonly (readonly [string, string])[] = [
    ['Cluster', environment.cluster],
    ['Ring', environment.ring ?? ''],
    ['Kubernetes', environment.kubernetesVersion],
    ['Namespace', environment.namespace],
    ['Delivery', environment.delivery],
    ['Object storage', environment.objectStorage],
    ['Retention of blocks', environment.retention ?? ''],
    ['Layers', environment.layers.join(', ')],
    ['Source', pin === undefined ? 'working tree' : `${pin.source}, ${counted(pin.behind, 'commit')} behind`],
    ['Requests', `${coresText(total.cpuRequests)} CPU, ${bytesText(total.memoryRequests)} memory`],
    ['Storage', bytesText(total.storage)],
    ['Cost per month', costText(environment.cost, overview.currency)],
  ]
  return (
    <dl class="facts">
      {facts
        .filter(([, text]) => text !== '')
        .map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
    </dl>
  )
}

interface TopologyProps {
  readonly overview: Overview
  readonly environment: StoredEnvironment
  readonly hasTitle?: boolean
}

export function Topology({ overview, environment, hasTitle }: TopologyProps) {
  const picture = overview.pictures[environment.picture]!
  const scrapes = picture.edges.filter(({ purpose }) => purpose === 'scrape')
  return (
    <>
      {hasTitle && <h2>Topology</h2>}
      <p class="lead">
        Who connects to whom, and the protocol and port there. It follows from the arguments, configuration files and
        scrape jobs of the manifests.
        {scrapes.length > 0 &&
          ` Lines for ${counted(scrapes.length, 'scrape')} are left out if a workload has another connection; the table has all.`}
      </p>
      <Picture
        picture={picture}
        title={`Topology of ${environment.name}`}
        hrefOfNode={(node) => hrefOfNode(overview, environment, node)}
      />
      <details>
        <summary>Connections as a table</summary>
        <Connections picture={picture} name={environment.name} />
      </details>
    </>
  )
}

export function hrefOfNode(
  overview: Overview,
  environment: StoredEnvironment,
  { kind, name }: PictureNode,
): string | undefined {
  const number = kind === undefined ? -1 : objectNumber(overview, environment, kind, name)
  return number < 0 ? undefined : hrefOf('object', String(number), { in: environment.name })
}

const Connections = ({
  picture: { nodes, edges },
  name,
}: {
  readonly picture: StoredPicture
  readonly name: string
}) => {
  const nameOf = (index: number): string => {
    const { kind, name: own } = nodes[index]!
    return kind === undefined ? own : `${kind}/${own}`
  }
  const columns: readonly Column<PictureEdge>[] = [
    { id: 'from', title: 'From', text: ({ from }) => nameOf(from) },
    { id: 'to', title: 'To', text: ({ to }) => nameOf(to) },
    { id: 'port', title: 'Protocol and port', text: ({ text }) => text || 'not known' },
    { id: 'purpose', title: 'Purpose', text: ({ purpose }) => purpose },
    { id: 'why', title: 'Required by', text: ({ requirements }) => requirements.join(', '), isWide: true },
  ]
  return (
    <DataTable
      caption={`Connections of ${name}`}
      columns={columns}
      rows={edges}
      keyOf={({ from, to, text, purpose }) => `${from} ${to} ${text} ${purpose}`}
      noun="connection"
    />
  )
}
