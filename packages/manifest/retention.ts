/** The resolutions of blocks, by the names in Thanos' flags: `--retention.resolution-raw`, `-5m` and `-1h`. */
export const resolutions = ['raw', '5m', '1h'] as const
export type Resolution = (typeof resolutions)[number]

/** How long the blocks of each resolution are kept, as a duration of Prometheus. `0d` keeps them indefinitely. */
export type BlockRetention = Readonly<Record<Resolution, string>>
