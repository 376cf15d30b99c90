import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Check, eventually, expectThat } from '../checks/check.ts'
import { sendSeries } from './otlp.ts'
import type { Receivers } from './rig.ts'

const count = 300
const headSeries = 'prometheus_tsdb_head_series'

const seriesOf = (receivers: Receivers): Promise<readonly number[]> =>
  Promise.all(receivers.ingestors.map((pod) => pod.metric(headSeries)))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

async function send(receivers: Receivers, metric: string): Promise<void> {
  const status = await sendSeries(receivers.router.address, metric, count)
  expectThat(status === 200, `the router answers ${status}`)
}

/** Waits until the receivers have this many series together. */
const hasSeries = (receivers: Receivers, expected: number): Promise<readonly number[]> =>
  eventually(20, async () => {
    const series = await seriesOf(receivers)
    expectThat(sum(series) === expected, `${series.join(', ')} series instead of ${expected} together`)
    return series
  })

const startsThree = 'starts three receivers and a router with the arguments in the API server'
const writesTwice = 'writes each series to two of three receivers'
const leaves = 'sends no new series to a receiver that leaves the hashring'

/** In the order in which they run: each changes what the next one sees. */
export const receiveChecks: readonly Check<Receivers>[] = [
  {
    title: startsThree,
    async run(receivers) {
      const start = Date.now()
      const objects = await receivers.apply({ replicas: 3, replicationFactor: 2 })
      await receivers.startPods()
      const memory = [...receivers.pods.values()].map((pod) => pod.memory())
      return `${objects} objects applied; ${receivers.pods.size} pods ready after ${Math.round((Date.now() - start) / 1000)} s, ${Math.min(...memory)} to ${Math.max(...memory)} MiB each`
    },
  },
  {
    title: writesTwice,
    needs: [startsThree],
    async run(receivers) {
      await send(receivers, 'first')
      return `${count} series sent; the receivers have ${(await hasSeries(receivers, 2 * count)).join(', ')}`
    },
  },
  {
    title: leaves,
    needs: [startsThree, writesTwice],
    async run(receivers) {
      const last = receivers.ingestors.at(-1)!
      const before = await last.metric(headSeries)
      await receivers.apply({ replicas: 3, leaving: 1, replicationFactor: 2 })
      await receivers.writeHashring()
      await eventually(30, async () => {
        const nodes = await receivers.router.metric('thanos_receive_hashring_nodes')
        expectThat(nodes === 2, `the router has ${nodes} receivers in its hashring`)
      })
      await send(receivers, 'second')
      const series = await hasSeries(receivers, 4 * count)
      expectThat(series.at(-1) === before, `${last.name} has ${series.at(-1)} series instead of ${before}`)
      return `${count} new series sent; the receivers have ${series.join(', ')}, ${last.name} as many as before`
    },
  },
  {
    title: 'uploads the samples of a receiver when it stops',
    needs: [startsThree, writesTwice, leaves],
    async run(receivers) {
      const last = receivers.ingestors.at(-1)!
      const { code, time } = await last.stop('SIGTERM')
      expectThat(code === 0, `${last.name} exited with ${code}`)
      const blocks = labelsInBucket(receivers.bucket).filter((labels) => labels.receive_replica === last.name)
      expectThat(blocks.length > 0, `the bucket has no block of ${last.name}`)
      await send(receivers, 'third')
      return `${last.name} stopped after ${(time / 1000).toFixed(1)} s; blocks in the bucket: ${blocks.length}, with the labels ${JSON.stringify(blocks[0])}; writes succeed without it`
    },
  },
  {
    title: 'has one copy of each series in each zone, and writes while a zone is lost',
    async run(receivers) {
      await receivers.stopAll()
      const zones = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']
      await receivers.apply({ zones, replicas: 6 })
      await receivers.startPods()
      await send(receivers, 'zoned')
      const series = await hasSeries(receivers, 3 * count)
      for (const [index, zone] of zones.entries()) {
        const ofZone = series[2 * index]! + series[2 * index + 1]!
        expectThat(ofZone === count, `the zone ${zone} has ${ofZone} copies of ${count} series`)
      }
      await Promise.all(receivers.ingestors.slice(0, 2).map((pod) => pod.stop('SIGKILL')))
      await send(receivers, 'lost')
      const others = receivers.ingestors.slice(2)
      const left = await Promise.all(others.map((pod) => pod.metric(headSeries)))
      expectThat(sum(left) === 4 * count, `the other zones have ${sum(left)} series instead of ${4 * count}`)
      await others[0]!.stop('SIGKILL')
      const status = await sendSeries(receivers.router.address, 'two', count)
      expectThat(status === 503, `the router answers ${status} while receivers of two zones are down`)
      return `6 receivers have ${series.join(', ')} of ${count} series; without ${zones[0]}, a write succeeds; with one more receiver of ${zones[1]} down, the status is ${status}`
    },
  },
]

/** The external labels of the blocks in the folder. */
const labelsInBucket = (folder: string): readonly Readonly<Record<string, string>>[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('meta.json'))
    .map((path) => {
      const { thanos } = JSON.parse(readFileSync(join(folder, path), 'utf8')) as {
        readonly thanos: { readonly labels: Readonly<Record<string, string>> }
      }
      return thanos.labels
    })
