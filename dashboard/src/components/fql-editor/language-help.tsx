const EXAMPLES = [
  ["event = 'Order Completed'", 'Exactly this text; != for any other.'],
  ['properties.total >= 100', 'Numbers: = != < <= > >='],
  ["type in ['track', 'page']", 'One of several.'],
  ["contains(traits.email, '@example.com')", 'A text within a text.'],
  ["match(event, 'Order *')", '* is any run of characters, ? is one, [a-z] one of several.'],
  ['userId = null', 'Missing, or null.'],
  ['properties.test = true', 'True and false are written without quotes.'],
  ['length(userId) > 8', 'Bytes of a text, items of a list.'],
  ["!(type = 'page' or type = 'screen')", 'and, or, parentheses; ! right before what it negates.'],
  ["properties.gift\\.card = 'x'", 'A backslash before a dot or a space of a name.'],
] as const

/** The language by examples, folded until it is wanted. */
export function LanguageHelp() {
  return (
    <details className="min-w-0 flex-1 text-[0.8125rem] open:basis-full">
      <summary className="ml-auto w-fit rounded-sm py-1.5 text-muted-foreground">
        How conditions are written
      </summary>
      <dl className="mt-2 grid gap-x-4 gap-y-2 rounded-md border bg-muted/40 p-3 sm:grid-cols-[auto_minmax(0,1fr)]">
        {EXAMPLES.map(([code, words]) => (
          <div key={code} className="contents">
            <dt className="min-w-0">
              <code className="font-mono text-xs wrap-anywhere">{code}</code>
            </dt>
            <dd className="text-muted-foreground max-sm:mb-1.5">{words}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-muted-foreground">
        Upper and lower case differ. A text never equals a number:{' '}
        <code className="font-mono text-xs">'5'</code> is not{' '}
        <code className="font-mono text-xs">5</code>.
      </p>
    </details>
  )
}
