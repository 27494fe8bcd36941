export function buildAssets(): Promise<void>
export function buildDestinations(): Promise<void>
