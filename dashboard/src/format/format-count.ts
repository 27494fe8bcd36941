const format = new Intl.NumberFormat()

export const formatCount = (count: number): string => format.format(count)
