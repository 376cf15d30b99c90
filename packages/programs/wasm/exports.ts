// The state of a WebAssembly instance is in its memory and its mutable globals. This adds the globals to the exports of a module, so
// that both can be saved and restored.

/** The prefix of the names of the added exports. */
export const globalPrefix = 'global:'

const sections = { import: 2, global: 6, export: 7 } as const
const kindOfGlobal = 3

/**
 * A copy of a module that also exports its mutable globals, as `global:INDEX`.
 *
 * @throws Error if the bytes are not such a module: it must define its globals with constants, and have exports
 */
export function withExportedGlobals(wasm: Uint8Array): Uint8Array {
  const found = readSections(wasm)
  const exportSection = found.get(sections.export)
  if (exportSection === undefined) throw new Error('The module has no exports.')
  const globals = mutableGlobals(wasm, found.get(sections.global), importedGlobals(wasm, found.get(sections.import)))
  const added = globals.map((index) => {
    const name = new TextEncoder().encode(`${globalPrefix}${index}`)
    return [...unsigned(name.length), ...name, kindOfGlobal, ...unsigned(index)]
  })
  const reader = { bytes: wasm, at: exportSection.start }
  const count = readUnsigned(reader)
  const entries = wasm.subarray(reader.at, exportSection.end)
  const content = Buffer.concat([
    Uint8Array.from(unsigned(count + added.length)),
    entries,
    Uint8Array.from(added.flat()),
  ])
  return Buffer.concat([
    wasm.subarray(0, exportSection.header),
    Uint8Array.from([sections.export, ...unsigned(content.length)]),
    content,
    wasm.subarray(exportSection.end),
  ])
}

interface Section {
  /** The offset of its id. */
  readonly header: number
  /** The offset of its content. */
  readonly start: number
  readonly end: number
}

interface Reader {
  readonly bytes: Uint8Array
  at: number
}

function readSections(wasm: Uint8Array): ReadonlyMap<number, Section> {
  const found = new Map<number, Section>()
  // After the magic number and the version.
  const reader = { bytes: wasm, at: 8 }
  while (reader.at < wasm.length) {
    const header = reader.at
    const id = readByte(reader)
    const size = readUnsigned(reader)
    const section = { header, start: reader.at, end: reader.at + size }
    if (section.end > wasm.length) throw new Error('The module is truncated.')
    found.set(id, section)
    reader.at = section.end
  }
  return found
}

/** Imported globals have the first indexes. */
function importedGlobals(wasm: Uint8Array, section: Section | undefined): number {
  if (section === undefined) return 0
  const reader = { bytes: wasm, at: section.start }
  const count = readUnsigned(reader)
  for (let index = 0; index < count; index++) {
    skipName(reader)
    skipName(reader)
    // Go imports only functions.
    if (readByte(reader) !== 0) throw new Error('The module imports other things than functions.')
    readUnsigned(reader)
  }
  return 0
}

function mutableGlobals(wasm: Uint8Array, section: Section | undefined, first: number): readonly number[] {
  if (section === undefined) return []
  const reader = { bytes: wasm, at: section.start }
  const count = readUnsigned(reader)
  const mutable: number[] = []
  for (let index = first; index < first + count; index++) {
    readByte(reader)
    if (readByte(reader) === 1) mutable.push(index)
    skipConstant(reader)
  }
  return mutable
}

const operators = { i32: 0x41, i64: 0x42, f32: 0x43, f64: 0x44, end: 0x0b } as const

function skipConstant(reader: Reader): void {
  const operator = readByte(reader)
  if (operator === operators.i32 || operator === operators.i64) while (readByte(reader) >= 0x80);
  else if (operator === operators.f32) reader.at += 4
  else if (operator === operators.f64) reader.at += 8
  else throw new Error('The module has a global that is not a constant.')
  if (readByte(reader) !== operators.end) throw new Error('The module has a global that is not a constant.')
}

function skipName(reader: Reader): void {
  const length = readUnsigned(reader)
  reader.at += length
}

function readByte(reader: Reader): number {
  const byte = reader.bytes[reader.at++]
  if (byte === undefined) throw new Error('The module is truncated.')
  return byte
}

/** LEB128 of up to 32 bits. */
function readUnsigned(reader: Reader): number {
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = readByte(reader)
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return value
  }
  throw new Error('The module has a number of more than 32 bits.')
}

function unsigned(value: number): readonly number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 0x80)) {
    if (rest < 0x80) return [...bytes, rest]
    bytes.push((rest % 0x80) + 0x80)
  }
}
