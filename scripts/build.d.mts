export function buildAssets(): Promise<void>
