// A WebAssembly module with the exports of the program, assembled by hand.

const types = { i32: 0x7f, i64: 0x7e } as const
const exported = { function: 0, memory: 2 } as const

const sized = (content: readonly number[]): readonly number[] => [content.length, ...content]
const section = (id: number, content: readonly number[]): readonly number[] => [
  id,
  ...unsigned(content.length),
  ...content,
]
const list = (items: readonly (readonly number[])[]): readonly number[] => [items.length, ...items.flat()]
const name = (text: string): readonly number[] => sized([...text].map((character) => character.charCodeAt(0)))
/** LEB128. */
const unsigned = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...unsigned(Math.floor(value / 0x80))]
const func = (body: readonly number[]): readonly number[] => sized([0, ...body, 0x0b])

const get = (index: number): readonly number[] => [0x20, index]
const globalGet = [0x23, 1]
const globalSet = [0x24, 1]
const const32 = (value: number): readonly number[] => [0x41, ...unsigned(value)]
const firstByte = [...get(0), 0x2d, 0, 0]
/** `if` without a result, around a body. */
const whenFirstByteIs = (character: string, body: readonly number[]): readonly number[] => [
  ...firstByte,
  0x41,
  character.charCodeAt(0),
  0x46,
  0x04,
  0x40,
  ...body,
  0x0b,
]
const extend = 0xad
const shiftLeft = [0x42, 32, 0x86]

/** The address of the requests. */
const buffer = 60

/**
 * Its answer is the request with the value of a counter as the first byte. `_initialize` sets the counter to `A`, and each
 * answer adds 1. A request that begins with `!` crashes the module; `?` is an endless loop.
 */
export const smallModule: Uint8Array = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(
    1,
    list([
      [0x60, 0, 0],
      [0x60, 1, types.i32, 1, types.i32],
      [0x60, 2, types.i32, types.i32, 1, types.i64],
    ]),
  ),
  ...section(3, list([[0], [1], [2]])),
  ...section(5, list([[0, 1]])),
  // A constant, the counter, and constants of all types.
  ...section(
    6,
    list([
      [types.i32, 0, ...const32(5), 0x0b],
      [types.i32, 1, ...const32(0), 0x0b],
      [types.i64, 1, 0x42, 0xff, 0xff, 0x7f, 0x0b],
      [0x7d, 0, 0x43, 0, 0, 0, 0, 0x0b],
      [0x7c, 1, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x0b],
    ]),
  ),
  ...section(
    7,
    list([
      [...name('memory'), exported.memory, 0],
      [...name('_initialize'), exported.function, 0],
      [...name('allocate'), exported.function, 1],
      [...name('answer'), exported.function, 2],
    ]),
  ),
  ...section(
    10,
    list([
      // 64 as a signed LEB128 has two bytes.
      func([0x41, 0xc0, 0, ...globalSet]),
      func(const32(buffer)),
      func([
        ...whenFirstByteIs('!', [0x00]),
        ...whenFirstByteIs('?', [0x03, 0x40, 0x0c, 0, 0x0b]),
        ...[...globalGet, 0x41, 1, 0x6a, ...globalSet],
        ...[...get(0), ...globalGet, 0x3a, 0, 0],
        ...[...get(0), extend, ...shiftLeft, ...get(1), extend, 0x84],
      ]),
    ]),
  ),
])
