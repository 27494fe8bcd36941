const exact = new Intl.NumberFormat('en')
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

export const formatCount = (count: number): string => exact.format(count)

/** 18.4K: where room is scarce. Say the exact number beside it or in its title. */
export const formatShortCount = (count: number): string => short.format(count)
