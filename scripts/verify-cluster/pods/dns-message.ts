// The part of DNS messages (RFC 1035, RFC 2782) that resolvers in pods need: one question, and its addresses or servers.

/** The numbers of the types of records. */
export const recordTypes = { A: 1, SRV: 33 } as const

export type DnsRecord =
  | { readonly type: 'A'; readonly address: string }
  | { readonly type: 'SRV'; readonly target: string; readonly port: number }

export interface Question {
  /** In small letters, without a dot at the end. */
  readonly name: string
  /** A number: resolvers also ask for types that `recordTypes` lacks, such as 28 (AAAA). */
  readonly type: number
}

const headerSize = 12
const isResponse = 0x8000
const isAuthoritative = 0x0400
const recursionIsAvailable = 0x0080
const recursionIsDesired = 0x0100
const nameError = 3
const internet = 1
/** A name of which the question is the full text. */
const nameOfQuestion = 0xc000 + headerSize
/** Seconds. Clients of Thanos ask again every 30 s. */
const timeToLive = 1

/** @throws RangeError if the message ends before its question does */
export function questionOf(message: Buffer): Question {
  const labels: string[] = []
  let position = headerSize
  for (let length = message.readUInt8(position); length > 0; length = message.readUInt8(position)) {
    labels.push(message.toString('latin1', position + 1, position + 1 + length).toLowerCase())
    position += 1 + length
  }
  return { name: labels.join('.'), type: message.readUInt16BE(position + 1) }
}

/** @param records of all types. Those of the type in the question are returned. Undefined if the name does not exist. */
export function responseTo(query: Buffer, records: readonly DnsRecord[] | undefined): Buffer {
  const { type, name } = questionOf(query)
  const answers = (records ?? []).filter((record) => recordTypes[record.type] === type).map(encodeRecord)
  const question = query.subarray(headerSize, headerSize + encodeName(name).length + 4)
  const header = Buffer.alloc(headerSize)
  const flags = isResponse | isAuthoritative | recursionIsAvailable | (query.readUInt16BE(2) & recursionIsDesired)
  header.writeUInt16BE(query.readUInt16BE(0), 0)
  header.writeUInt16BE(flags | (records === undefined ? nameError : 0), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(answers.length, 6)
  return Buffer.concat([header, question, ...answers])
}

function encodeRecord(record: DnsRecord): Buffer {
  const data = record.type === 'A' ? Buffer.from(record.address.split('.').map(Number)) : encodeServer(record)
  const start = Buffer.alloc(12)
  start.writeUInt16BE(nameOfQuestion, 0)
  start.writeUInt16BE(recordTypes[record.type], 2)
  start.writeUInt16BE(internet, 4)
  start.writeUInt32BE(timeToLive, 6)
  start.writeUInt16BE(data.length, 10)
  return Buffer.concat([start, data])
}

/** Priority and weight are 0: all servers are equal. */
function encodeServer({ target, port }: DnsRecord & { readonly type: 'SRV' }): Buffer {
  const start = Buffer.alloc(6)
  start.writeUInt16BE(port, 4)
  return Buffer.concat([start, encodeName(target)])
}

const encodeName = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, 'latin1')]),
    Buffer.from([0]),
  ])
