// Blocks that the code of Prometheus writes and the code of Thanos uploads.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { $ } from 'zx'
import { openMetrics, type Range } from './samples.ts'

export interface BlockPrograms {
  readonly promtool: string
  readonly thanos: string
}

/** Creates blocks of two hours. Returns the paths of their folders. */
export async function createBlocks(promtool: string, folder: string, range: Range): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true })
  const samples = join(folder, 'samples.txt')
  const blocks = join(folder, 'blocks')
  writeFileSync(samples, openMetrics(range, 60_000))
  await $({ quiet: true })`${promtool} tsdb create-blocks-from openmetrics ${samples} ${blocks}`
  return readdirSync(blocks).map((name) => join(blocks, name))
}

/** A bucket, as processes of the node reach it. */
export interface Bucket {
  readonly endpoint: string
  readonly name: string
}

/** What `meta.json` contains of a block in a bucket. */
export interface BlockMeta {
  readonly ulid: string
  readonly minTime: number
  readonly maxTime: number
  readonly compaction: { readonly level: number; readonly sources: readonly string[] }
  readonly thanos: {
    readonly labels: Readonly<Record<string, string>>
    readonly downsample: { readonly resolution: number }
    readonly source: string
  }
}

/** The configuration of a bucket of the server on the node, which verifies no keys. */
export const bucketOfServer = ({ endpoint, name }: Bucket): string =>
  stringify({
    type: 'S3',
    config: {
      ...{ bucket: name, endpoint, insecure: true, bucket_lookup_type: 'path' },
      ...{ access_key: 'verify', secret_key: 'verify-secret' },
    },
  })

/** The configuration of a folder that is a bucket. */
export const bucketInFolder = (directory: string): string => stringify({ type: 'FILESYSTEM', config: { directory } })

/** Runs a command and returns its output. */
export type RunCommand = (command: readonly string[]) => Promise<string>

export const runHere: RunCommand = async (command) => (await $({ quiet: true })`${command}`).stdout

/** Calls `thanos tools bucket` where the bucket answers. */
export class BucketTool {
  readonly #runCommand: RunCommand
  readonly #thanos: string
  readonly #settings: string

  /** @param settings the configuration of the bucket */
  constructor(runCommand: RunCommand, thanos: string, settings: string) {
    this.#runCommand = runCommand
    this.#thanos = thanos
    this.#settings = settings
  }

  /** @param labels external labels of Prometheus */
  async upload(folder: string, labels: Readonly<Record<string, string>>): Promise<void> {
    const flags = Object.entries(labels).map(([name, value]) => `--label=${name}="${value}"`)
    await this.#run(['upload-blocks', `--path=${folder}`, ...flags])
  }

  async list(): Promise<readonly BlockMeta[]> {
    return jsonDocuments(await this.#run(['ls', '--output=json'])) as BlockMeta[]
  }

  #run(args: readonly string[]): Promise<string> {
    return this.#runCommand([this.#thanos, 'tools', 'bucket', ...args, `--objstore.config=${this.#settings}`])
  }
}

/** JSON objects that follow one another, with or without line breaks in them. */
export function jsonDocuments(text: string): readonly unknown[] {
  const parts = text.split(/(?<=^\}|^\{.*\})\n/m).filter((part) => part.trim() !== '')
  return parts.map((part) => JSON.parse(part) as unknown)
}
