/** What a source sends: its events, their properties and traits, and which of them pass. */
export function SchemaPage() {
  return <h2 className="text-base font-semibold">Schema</h2>
}
